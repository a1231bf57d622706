//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import Model
import Testing

@testable import Agent

@Suite struct NodeStateTests {
    private func openState() async -> NodeState {
        let state = NodeState(status: NodeStatus(hostname: "n"))
        await state.open()
        return state
    }

    @Test func saysNothingBeforeEverythingWasSeen() async {
        let state = NodeState(status: NodeStatus(hostname: "n"))
        let reader = await state.subscribe()
        await state.put(Fixtures.status())
        #expect(await state.takeReports(reader).isEmpty)
        await state.open()
        guard case .full(let report)? = await state.takeReports(reader).first else {
            Issue.record("no full report")
            return
        }
        #expect(report.containers.count == 1)
    }

    @Test func reportsEachContainersLastStateOnce() async {
        let state = await openState()
        let reader = await state.subscribe()
        _ = await state.takeReports(reader)
        await state.put(Fixtures.status(id: "a", state: .created))
        await state.put(Fixtures.status(id: "a", state: .running))
        await state.put(Fixtures.status(id: "b"))
        await state.remove("b")
        let reports = await state.takeReports(reader)
        #expect(reports.count == 2)
        #expect(reports.contains(.removed("b")))
        #expect(reports.contains { if case .container(let status) = $0 { status.state == .running } else { false } })
        #expect(await state.takeReports(reader).isEmpty)
    }

    @Test func keepsStillWhenNothingChanged() async {
        let state = await openState()
        await state.put(Fixtures.status())
        let reader = await state.subscribe()
        _ = await state.takeReports(reader)
        await state.put(Fixtures.status())
        await state.remove("unknown")
        await state.setEngineReachable(false)
        #expect(await state.takeReports(reader).isEmpty)
        await state.setEngineReachable(true)
        guard case .node(let status)? = await state.takeReports(reader).first else {
            Issue.record("no node report")
            return
        }
        #expect(status.isEngineReachable)
    }

    @Test func handsOutBatches() async {
        let state = await openState()
        let reader = await state.subscribe()
        _ = await state.takeReports(reader)
        for number in 0..<(NodeState.batch + 1) { await state.put(Fixtures.status(id: ContainerID("c\(number)"))) }
        #expect(await state.takeReports(reader).count == NodeState.batch)
        #expect(await state.takeReports(reader).count == 1)
    }

    @Test func aNewStreamEndsTheOneBefore() async {
        let state = await openState()
        let old = await state.subscribe()
        let new = await state.subscribe()
        #expect(await state.takeReports(old).isEmpty)
        var signals = 0
        for await _ in old.wakeUp.signals { signals += 1 }
        #expect(signals <= 1)
        #expect(await state.takeReports(new).count == 1)
    }

    @Test func healthFollowsTheLifeOfTheContainer() async {
        let state = await openState()
        let id: ContainerID = "a"
        let healthy = ContainerHealth(state: .healthy)
        await state.put(Fixtures.status(id: id, started: 1))
        #expect(await state.containers[id]?.health.state == .starting)
        await state.setHealth(healthy, of: id, started: Timestamp(seconds: 1))
        await state.put(Fixtures.status(id: id, state: .paused, started: 1))
        #expect(await state.containers[id]?.health == healthy)
        // What a probe of an earlier life says comes too late.
        await state.put(Fixtures.status(id: id, started: 2))
        await state.setHealth(healthy, of: id, started: Timestamp(seconds: 1))
        #expect(await state.containers[id]?.health.state == .starting)
        await state.setHealth(healthy, of: id, started: Timestamp(seconds: 2))
        await state.put(Fixtures.status(id: id, state: .exited, started: 2))
        #expect(await state.containers[id]?.health.state == .starting)
        await state.put(Fixtures.status(id: "b", hasProbe: false))
        #expect(await state.containers["b"]?.health.state == ContainerHealth.State.none)
        // Without a probe the engine's own check counts.
        var status = Fixtures.status(id: "b", hasProbe: false)
        status.health = ContainerHealth(state: .unhealthy)
        await state.put(status)
        #expect(await state.containers["b"]?.health.state == .unhealthy)
    }
}
