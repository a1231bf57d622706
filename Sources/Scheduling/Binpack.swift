//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The strategy that fills a node before it takes the next, so that others stay free for what is large.
///
/// The highest share of CPU and memory reserved after placing, then the most containers; the name decides between
/// equals.
enum Binpack {
    static func reasons(for best: Candidate) -> [String] {
        var reasons = ["most of its CPU and memory is reserved"]
        if best.differing.contains(.total) { reasons.append("most containers in total (\(-best.total))") }
        if best.equals > 1 { reasons.append("first by name of \(best.equals) equal nodes") }
        return reasons
    }
}
