//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Testing

/// Runs the reconciler against faults that a seed chooses; a seed that fails is in the test's name.
@Suite struct SimulationTests {
    private static let steps = 80

    /// Seeds that once broke a rule: two copies of a job that waited for a lost node; a place left empty when its
    /// successor was taken away; a dead successor that was waited for; a second successor while the first was on its way.
    private static let broken: [UInt64] = [333, 366, 1_026, 1_167, 1_353, 5_736, 5_880, 6_911, 7_550]

    @Test(arguments: (1...160) + broken)
    func faultsBreakNoRuleAndAreOvercome(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        for _ in 1...Self.steps {
            simulation.happen()
            if simulation.random.chance(40) { simulation.reconcile() }
        }
        let intent: ApplicationIntent = seed.isMultiple(of: 5) ? .remove : seed.isMultiple(of: 7) ? .stop : .run
        let output = simulation.settle(intent)
        #expect(simulation.violations == [], "\(simulation.trace.joined(separator: "\n"))")
        let finished = try #require(
            output,
            "it does not settle: \(simulation.reconcile().waiting)\n\(simulation.trace.joined(separator: "\n"))"
        )
        #expect(finished.actions.isEmpty)
        switch intent {
        case .run: #expect(simulation.faults == [], "\(simulation.trace.joined(separator: "\n"))")
        case .stop:
            #expect(simulation.nodes.flatMap(\.containers).allSatisfy { !$0.isServing || $0.applicationID == nil })
        case .remove:
            #expect(simulation.nodes.flatMap(\.containers).allSatisfy { $0.applicationID == nil })
            #expect(finished.assignments.isEmpty)
        }
        let again = simulation.reconcile()
        #expect(again.actions.isEmpty)
        #expect(again.assignments == finished.assignments)
    }

    @Test(arguments: UInt64(1)...40)
    func aRollOutKeepsItsPromise(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let deployed = simulation.settle(.run)
        try #require(deployed != nil)
        for index in simulation.application.spec.services.indices {
            simulation.application.spec.services[index].image = "image:new"
        }
        var fewest: [ServiceName: Int] = ["web": 3, "db": 2]
        for _ in 1...400 {
            simulation.happenHarmlessly()
            for service in ["web", "db"] as [ServiceName] {
                fewest[service] = min(fewest[service] ?? 0, simulation.serving(service))
            }
            if simulation.random.chance(50) { simulation.reconcile() }
        }
        // Three answers lost in a row are a reason to stop.
        #expect(simulation.application.halts.values.allSatisfy { $0.message == "no answer" })
        #expect(fewest["web"] == 3, "start-first: never one less")
        #expect(fewest["db"] ?? 0 >= 1, "stop-first: never more than one less")
        let finished = simulation.settle(.run)
        #expect(finished != nil)
        #expect(simulation.violations == [])
        #expect(simulation.faults == [])
    }

    @Test func sameSeedGivesTheSame() {
        func run() -> [String] {
            var simulation = Simulation(seed: 42)
            return (1...Self.steps).flatMap { _ in
                simulation.happen()
                return simulation.reconcile().actions.map(\.description)
            }
        }
        #expect(run() == run())
    }
}
