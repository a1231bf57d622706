//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The strategy that takes any node: which one follows from the request's seed alone.
enum RandomChoice {
    /// The node with the smallest lot; nil when there are none.
    static func choose(from candidates: some Sequence<Candidate>, seed: UInt64, in view: ClusterView) -> Candidate? {
        var best: (candidate: Candidate, lot: UInt64)?
        for candidate in candidates {
            let lot = mix(seed ^ view.seeds[Int(candidate.position)])
            let isFirst = best.map { (lot, candidate.position) < ($0.lot, $0.candidate.position) } ?? true
            if isFirst { best = (candidate, lot) }
        }
        return best?.candidate
    }

    /// A number made from a text (64-bit FNV-1a).
    static func seed(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// Spreads neighbouring numbers (SplitMix64's last step).
    private static func mix(_ number: UInt64) -> UInt64 {
        var number = number &+ 0x9e37_79b9_7f4a_7c15
        number = (number ^ (number >> 30)) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ (number >> 27)) &* 0x94d0_49bb_1331_11eb
        return number ^ (number >> 31)
    }
}
