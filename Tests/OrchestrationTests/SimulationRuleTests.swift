//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import ClusterSimulation
@testable import Orchestration

/// The simulation's own rules: one that nothing can break shows nothing.
@Suite struct SimulationRuleTests {
    private static let db = ContainerSlot(service: "db", number: 1)
    private static let web = ContainerSlot(service: "web", number: 2)

    private static func add(_ name: String, _ slot: ContainerSlot, to node: Int, _ simulation: inout Simulation) {
        simulation.add(to: node, name: name, slot: slot, hash: "", life: "life2")
    }

    private static func stop(_ container: ContainerStatus) -> Action {
        Action(
            slot: web,
            containerName: container.name,
            node: "node1",
            work: .stop(container.id, Action.StopOptions(timeoutSeconds: 10, drains: false)),
            reasons: []
        )
    }

    @Test func oneNameOnTwoNodesIsSeen() {
        var simulation = Simulation(seed: 1, trace: nil)
        Self.add("app_web_2", Self.web, to: 0, &simulation)
        simulation.checkRules()
        #expect(simulation.violations == [])
        Self.add("app_web_2", Self.web, to: 1, &simulation)
        simulation.checkRules()
        #expect(simulation.violations == ["app_web_2 runs on node1 and on node2"])
    }

    @Test func twoWritersOfAVolumeAreSeen() {
        var simulation = Simulation(seed: 1, trace: nil)
        Self.add("app_db_1", Self.db, to: 0, &simulation)
        Self.add("app_db_1.new", Self.db, to: 0, &simulation)
        simulation.checkRules()
        #expect(simulation.violations == ["two containers of db 1 write to its volume"])
    }

    @Test func tooManyTakenAwayAreSeen() throws {
        var simulation = Simulation(seed: 1, trace: nil)
        Self.add("app_web_2", Self.web, to: 0, &simulation)
        let container = try #require(simulation.nodes[0].containers.last)
        simulation.performWatched(Self.stop(container))
        #expect(simulation.violations == ["1 of web were taken away, 0 at a time may be"])
        #expect(simulation.promise.taken == [Self.web])
    }

    @Test func whatWasToGoIsNotMissed() throws {
        var simulation = Simulation(seed: 1, trace: nil)
        Self.add("app_web_2", Self.web, to: 0, &simulation)
        let container = try #require(simulation.nodes[0].containers.last)
        simulation.promise.excuse(container.id)
        simulation.performWatched(Self.stop(container))
        #expect(simulation.violations == [])
    }

    @Test func aTraceSaysTheSameEachTime() {
        for scenario in Scenario.allCases {
            let trace = scenario.replay(42).trace
            #expect(trace.count > 20)
            #expect(scenario.replay(42).trace == trace)
        }
    }
}
