//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The addresses of a node's load balancers in the language of keepalived (2.0 or later).
///
/// The nodes of a load balancer agree by VRRP (RFC 5798, here between their own addresses and not by multicast) which of
/// them has its address. When that one falls silent, the next takes the address over within some four seconds; when it
/// comes back, the address stays where it is, for its connections' sake.
package enum VirtualAddressConfiguration {
    /// The whole configuration file.
    ///
    /// - Parameters:
    ///   - addresses: The addresses that this node may have.
    ///   - interfaces: By a node's address, the name of the network interface that has it.
    /// - Returns: The text; nil when nothing is left, with a line for each address that can't be had.
    package static func render(
        _ addresses: [VirtualAddress],
        interfaces: [String: String]
    ) -> (text: String?, problems: [String]) {
        var parts: [String] = []
        var problems: [String] = []
        for address in addresses {
            guard let interface = interfaces[address.node] else {
                problems.append(
                    "load balancer \(address.balancer): its address \(address.address) can't be had here: no network "
                        + "interface has the node's address \(address.node); give the agent the node's address with "
                        + "--address"
                )
                continue
            }
            parts.append(part(address, interface))
        }
        guard !parts.isEmpty else { return (nil, problems) }
        return (
            """
            global_defs {
                # Switches and neighbours that missed the first word of a move hear it again.
                vrrp_garp_master_refresh 60
            }

            """ + parts.joined(), problems
        )
    }

    private static func part(_ address: VirtualAddress, _ interface: String) -> String {
        var text = """

            vrrp_instance address_\(address.router) {
                state BACKUP
                nopreempt
                interface \(interface)
                virtual_router_id \(address.router)
                priority \(address.priority)
                advert_int 1
                unicast_src_ip \(address.node)

            """
        if !address.peers.isEmpty {
            text += "    unicast_peer {\n" + address.peers.map { "        \($0)\n" }.joined() + "    }\n"
        }
        return text + "    virtual_ipaddress {\n        \(address.address) dev \(interface)\n    }\n}\n"
    }
}
