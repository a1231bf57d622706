//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What keeps listeners within their bandwidth: rules of the node's packet filter (nftables).
///
/// They drop what is too much. TCP slows down by that; datagrams are lost.
///
/// Source: nft(8), limit statement.
package enum BandwidthConfiguration {
    private static let table = "inet gantry_balancer"
    /// A megabit a second, in bytes.
    private static let megabit = 125_000
    /// Less than a packet as the kernel hands it on, which is 64 KiB at most, would let none of them through.
    private static let minimumBurst = 128 << 10

    /// The whole script, which takes the place of all that an earlier one said, at once.
    ///
    /// - Parameter listeners: Those that are open.
    /// - Returns: The script; nil when nothing has a limit.
    package static func render(_ listeners: [BalancerListener]) -> String? {
        let limited = listeners.filter { $0.bandwidthLimit != nil }
        guard !limited.isEmpty else { return nil }
        return removal + """
            table \(table) {
                chain from_clients {
                    type filter hook input priority filter; policy accept;
            \(limited.map { rule($0, "dport") }.joined(separator: "\n"))
                }
                chain to_clients {
                    type filter hook output priority filter; policy accept;
            \(limited.map { rule($0, "sport") }.joined(separator: "\n"))
                }
            }

            """
    }

    /// The script that takes all rules away, also where there are none.
    package static let removal = "table \(table)\ndelete table \(table)\n"

    private static func rule(_ listener: BalancerListener, _ end: String) -> String {
        let bytes = (listener.bandwidthLimit ?? 0) * megabit
        let burst = max(bytes / 10, minimumBurst)
        return "        \(listener.nodePort.transport.rawValue) \(end) \(listener.port) "
            + "limit rate over \(bytes) bytes/second burst \(burst) bytes counter drop"
    }
}
