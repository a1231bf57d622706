//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Glibc

/// Runs the simulation on many seeds: `simulate FIRST LAST` on all processors; `simulate SCENARIO SEED` runs one
/// again, with all that happens in it.
@main
enum Simulate {
    private struct Failure: Sendable {
        var scenario: Scenario
        var seed: UInt64
        var problems: [String]
    }

    /// Seeds that are run by one task after another.
    private static let blockSize: UInt64 = 50
    /// More failures tell nothing new.
    private static let shownFailures = 20

    static func main() async {
        let words = CommandLine.arguments.dropFirst()
        if words.count == 2, let name = words.first, let scenario = Scenario(rawValue: name),
            let seed = words.last.flatMap(UInt64.init)
        {
            replay(scenario, seed)
        } else if words.count == 2, let first = words.first.flatMap(UInt64.init),
            let last = words.last.flatMap(UInt64.init), first <= last, last < .max - blockSize
        {
            await run(first...last)
        } else {
            let names = Scenario.allCases.map(\.rawValue).joined(separator: "|")
            print("usage: simulate FIRST LAST, or simulate \(names) SEED")
            exit(2)
        }
    }

    private static func replay(_ scenario: Scenario, _ seed: UInt64) {
        let outcome = scenario.replay(seed)
        for line in outcome.trace { print(line) }
        for problem in outcome.problems { print("\(scenario.rawValue) \(seed): \(problem)") }
        if outcome.problems.isEmpty { print("\(scenario.rawValue) \(seed): all rules were kept") }
        exit(outcome.problems.isEmpty ? 0 : 1)
    }

    private static func run(_ seeds: ClosedRange<UInt64>) async {
        let failures: [Failure] = await withTaskGroup(of: [Failure].self) { group in
            for start in stride(from: seeds.lowerBound, through: seeds.upperBound, by: Int(blockSize)) {
                let block = start...min(start + blockSize - 1, seeds.upperBound)
                group.addTask { Self.failures(in: block) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        for failure in failures.prefix(shownFailures) {
            let name = "\(failure.scenario.rawValue) \(failure.seed)"
            print("\(name): \(failure.problems.joined(separator: "; ")) (replay it: scripts/simulate \(name))")
        }
        print("simulation: \(seeds.count) seeds, \(failures.count) against a rule")
        exit(failures.isEmpty ? 0 : 1)
    }

    private static func failures(in seeds: ClosedRange<UInt64>) -> [Failure] {
        seeds.compactMap { seed in
            let scenario = Scenario(ofSeed: seed)
            let problems = scenario.outcome(ofSeed: seed).problems
            return problems.isEmpty ? nil : Failure(scenario: scenario, seed: seed, problems: problems)
        }
    }
}
