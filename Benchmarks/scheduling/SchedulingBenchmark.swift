//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import BenchmarkSupport

/// Measures the scheduler alone; `Benchmarks/scheduling.py` calls it and makes tables of what it prints.
///
/// `scheduling-bench place NODES CONTAINERS RULES` or `scheduling-bench replan NODES CONTAINERS RULES SIZE CHANGE`: one
/// line of numbers, separated by blanks. One question a process, so that memory is this question's alone.
@main
struct SchedulingBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().prefix(4).compactMap { Int($0) }
        let figures: [Int64]
        switch (arguments.first, numbers.count) {
        case ("place", 3):
            figures = try PlacementBenchmark(workload: workload(numbers)).run()
        case ("replan", 4):
            guard let change = arguments.last.flatMap(ReplanBenchmark.Change.init) else {
                throw BenchmarkError("\(arguments.last ?? ""): no such change")
            }
            figures = try ReplanBenchmark(workload: workload(numbers), size: numbers[3]).run(change)
        default:
            throw BenchmarkError("usage: place NODES CONTAINERS RULES, or replan NODES CONTAINERS RULES SIZE CHANGE")
        }
        print(figures.map { String($0) }.joined(separator: " "))
    }

    private static func workload(_ numbers: [Int]) -> Workload {
        Workload(nodes: numbers[0], containers: numbers[1], rules: numbers[2])
    }
}
