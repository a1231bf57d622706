//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@Suite struct JobSimulationTests {
    @Test(arguments: 0..<4)
    func nothingRunsTwiceAndNothingIsForgotten(block: UInt64) throws {
        var (runs, tries) = (0, 0)
        for seed in block * 25..<block * 25 + 25 {
            var simulation = try JobSimulation(seed: seed)
            simulation.run(steps: 300)
            #expect(simulation.violations.isEmpty, "seed \(seed)")
            runs += simulation.runs
            tries += simulation.tries
        }
        #expect(runs > 50 && tries > 200, "\(runs) runs with \(tries) tries: too little happened to show anything")
    }
}
