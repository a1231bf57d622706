//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// How long each of some decisions took.
struct Measurement {
    private(set) var nanoseconds: [Int64] = []

    /// Processor time, so that whatever else runs on the machine counts little.
    mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = Self.processorTime()
        let result = try body()
        nanoseconds.append(Self.processorTime() - start)
        return result
    }

    /// What the thread used so far, in nanoseconds.
    private static func processorTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    var total: Int64 { nanoseconds.reduce(0, +) }

    var perSecond: Int64 {
        let total = total
        return total > 0 ? Int64(nanoseconds.count) * 1_000_000_000 / total : 0
    }

    func percentile(_ percent: Int) -> Int64 {
        let sorted = nanoseconds.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }

    /// Decisions a second, then the median and the 99th percentile in nanoseconds.
    var fields: [Int64] { [perSecond, percentile(50), percentile(99)] }
}
