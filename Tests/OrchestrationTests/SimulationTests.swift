//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Testing

/// Some seeds of the simulation; `scripts/simulate` runs many more in a release build.
@Suite struct SimulationTests {
    /// Seeds that once broke a rule: two copies of a job that waited for a lost node; a place left empty when its
    /// successor was taken away; a dead successor that was waited for; a second successor while the first was on its way;
    /// a second copy that served taken away beside one that didn't; a move that never ended, to a node drained meanwhile.
    private static let broken: [UInt64] = [
        333, 366, 1_026, 1_167, 1_353, 5_736, 5_880, 6_911, 7_550, 2_658, 3_036, 3_924, 4_896, 8_994, 10_218, 11_474,
        12_634, 12_692,
    ]

    @Test(arguments: (1...10) + broken)
    func faultsBreakNoRuleAndAreOvercome(seed: UInt64) { check(.faults, seed) }

    @Test(arguments: UInt64(1)...5)
    func aRollOutKeepsItsPromise(seed: UInt64) { check(.rollOut, seed) }

    /// Containers whose node had not come back yet counted as serving once (40).
    @Test(arguments: (UInt64(1)...5) + [40])
    func renamedServicesAreNeverFewer(seed: UInt64) { check(.handover, seed) }

    @Test(arguments: UInt64(1)...10)
    func scarcityIsOvercome(seed: UInt64) { check(.scarcity, seed) }

    private func check(_ scenario: Scenario, _ seed: UInt64) {
        let outcome = scenario.outcome(ofSeed: seed)
        #expect(outcome.problems == [], "\(outcome.trace.joined(separator: "\n"))")
    }
}
