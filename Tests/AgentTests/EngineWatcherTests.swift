//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import FoundationEssentials
import Model
import Testing

@testable import Agent

@Suite struct EngineWatcherTests {
    private func container(_ id: String, name: String = "c", status: String = "running") -> String {
        Fixtures.container(id: id, name: name, status: status)
    }

    @Test func readsEverythingAtTheStart() async throws {
        let engine = FakeEngine()
        for number in 0..<10 { await engine.set("c\(number)", container("c\(number)")) }
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.containers.count == 10 && $0.status.isEngineReachable })
            #expect(await state.status.engineID == "ENGINE:1")
        }
    }

    @Test func followsEvents() async throws {
        let engine = FakeEngine()
        await engine.set("a", container("a"))
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.status.isEngineReachable })
            await engine.set("b", container("b", status: "created"), event: "create")
            #expect(await state.eventually { $0.containers["b"]?.state == .created })
            await engine.set("b", container("b"), event: "start")
            #expect(await state.eventually { $0.containers["b"]?.state == .running })
            await engine.set("b", container("b", name: "new"))
            await engine.send(
                #"{"Type":"network","Action":"connect","Actor":{"ID":"n","Attributes":{"container":"b"}}}"#
            )
            #expect(await state.eventually { $0.containers["b"]?.name == "new" })
            await engine.set("b", nil, event: "destroy")
            #expect(await state.eventually { $0.containers.keys.map(\.rawValue) == ["a"] })
        }
    }

    @Test func listsAreUntrueAfterAnEvent() async throws {
        let engine = FakeEngine()
        let now = ContinuousClock.now
        let revision = EngineRevision { now }
        #expect(revision.tag == nil)
        try await withWatcher(engine, revision: revision) { state, _ in
            #expect(await state.eventually { $0.status.isEngineReachable })
            let tag = try #require(revision.tag)
            #expect(revision.isCurrent(tag))
            await engine.set("a", container("a"), event: "create")
            #expect(await state.eventually { $0.containers["a"] != nil })
            #expect(revision.tag != nil && !revision.isCurrent(tag))
            await engine.goDown()
            #expect(await state.eventually { !$0.status.isEngineReachable })
            #expect(revision.tag == nil)
        }
    }

    @Test func tellsWhenTheEngineIsDownAndReadsAllAgainAfterwards() async throws {
        let engine = FakeEngine()
        await engine.set("a", container("a"))
        await engine.set("b", container("b"))
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.status.isEngineReachable })
            await engine.goDown()
            #expect(await state.eventually { !$0.status.isEngineReachable })
            // What it had is still known: nobody has said that it is gone.
            #expect(await state.containers.count == 2)
            await engine.set("a", nil)
            await engine.set("c", container("c"))
            await engine.comeBack()
            #expect(await state.eventually { $0.status.isEngineReachable })
            #expect(await Set(state.containers.keys) == ["b", "c"])
        }
    }

    @Test func reportsAnEngineThatWasNeverThere() async throws {
        let engine = FakeEngine()
        await engine.goDown()
        await engine.set("a", container("a"))
        try await withWatcher(engine) { state, _ in
            let reader = await state.subscribe()
            await reader.wakeUp.wait(atMost: .seconds(20)) { await !state.takeReports(reader).isEmpty }
            #expect(await !state.status.isEngineReachable)
            await engine.comeBack()
            #expect(await state.eventually { $0.status.isEngineReachable })
            #expect(await state.containers.count == 1)
        }
    }

    @Test func oneUnreadableContainerHidesNoOther() async throws {
        let engine = FakeEngine()
        await engine.set("a", "{}")
        await engine.set("b", container("b"))
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.status.isEngineReachable })
            #expect(await state.containers.keys.map(\.rawValue) == ["b"])
        }
    }

    @Test func startsAndEndsProbes() async throws {
        let engine = FakeEngine()
        let spec = ProbeSpec(check: .tcp(port: 80))
        let labels = [ContainerLabels.probe: String(decoding: try JSONEncoder().encode(spec), as: UTF8.self)]
        let now = Timestamp(nanoseconds: SystemCalls.now())
        await engine.set("a", Fixtures.container(id: "a", started: now.description, labels: labels))
        try await withWatcher(engine) { state, _ in
            #expect(await state.eventually { $0.containers["a"]?.health.state == .healthy })
            await engine.set("a", Fixtures.container(id: "a", status: "exited", labels: labels), event: "die")
            #expect(await state.eventually { $0.containers["a"]?.state == .exited })
            #expect(await state.containers["a"]?.isServing == false)
            let again = Fixtures.container(id: "a", started: (now + .nanoseconds(1)).description, labels: labels)
            await engine.set("a", again, event: "start")
            #expect(await state.eventually { $0.containers["a"]?.isServing == true })
        }
    }
}
