//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What keeps listeners within their bandwidth: rules of the machine's packet filter (nftables).
///
/// They drop what is too much. TCP slows down by that; datagrams are lost.
///
/// Source: nft(8), limit statement.
package enum BandwidthConfiguration {
    /// A megabit a second, in bytes.
    private static let megabit = 125_000
    /// Less than a packet as the kernel hands it on, which is 64 KiB at most, would let none of them through.
    private static let minimumBurst = 128 << 10

    /// The whole script, which takes the place of all that an earlier one said, at once.
    ///
    /// - Parameter table: The load balancers.
    /// - Returns: The script; nil when nothing has a limit.
    package static func render(_ table: BalancerTable) -> String? {
        let limited = table.listeners.filter { $0.bandwidthLimit != nil }
        guard !limited.isEmpty else { return nil }
        return removal(of: table) + """
            table \(name(of: table)) {
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
    package static func removal(of table: BalancerTable) -> String {
        "table \(name(of: table))\ndelete table \(name(of: table))\n"
    }

    /// The server's host may be a node as well, and its load balancers have no part in the node's.
    private static func name(of table: BalancerTable) -> String {
        table.isOnServer == true ? "inet gantry_server_balancer" : "inet gantry_balancer"
    }

    private static func rule(_ listener: BalancerListener, _ end: String) -> String {
        let bytes = (listener.bandwidthLimit ?? 0) * megabit
        let burst = max(bytes / 10, minimumBurst)
        return "        \(listener.nodePort.transport.rawValue) \(end) \(listener.port) "
            + "limit rate over \(bytes) bytes/second burst \(burst) bytes counter drop"
    }
}
