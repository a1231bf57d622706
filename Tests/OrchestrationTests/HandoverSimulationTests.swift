//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Testing

/// Versions whose services are called otherwise, under late, lost and repeated answers and restarts of the server.
@Suite struct HandoverSimulationTests {
    /// Seeds that once broke a rule: containers whose node had not come back yet counted as serving.
    private static let broken: [UInt64] = [40]

    @Test(arguments: (1...16) + broken)
    func renamedServicesAreNeverFewer(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        try #require(simulation.settle(.run) != nil)
        rename("web", to: "site", in: &simulation)
        var fewest = Int.max
        for step in 1...600 {
            simulation.happenHarmlessly()
            fewest = min(fewest, simulation.serving("web") + simulation.serving("site"))
            if simulation.random.chance(50) { simulation.reconcile() }
            // Back again, however far it is.
            if seed.isMultiple(of: 2), step == 200 { rename("site", to: "web", in: &simulation) }
        }
        #expect(fewest == 3, "\(simulation.trace.joined(separator: "\n"))")
        // Three answers lost in a row are a reason to stop.
        #expect(simulation.application.halts.values.allSatisfy { $0.message == "no answer" })
        #expect(simulation.settle(.run) != nil)
        #expect(simulation.violations == [])
        #expect(simulation.faults == [])
        #expect(simulation.application.handover == nil)
    }

    private func rename(_ old: ServiceName, to new: ServiceName, in simulation: inout Simulation) {
        var next = simulation.application.spec
        for index in next.services.indices where next.services[index].name == old { next.services[index].name = new }
        simulation.application.handover = Handover(
            from: (simulation.application.spec, [:]),
            unfinished: simulation.application.handover,
            to: (next, [:])
        )
        simulation.application.spec = next
        simulation.application.halts = [:]
    }
}
