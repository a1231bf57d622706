//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
import Routing

/// A load balancer's address as one node sees it: one of the load balancer's nodes has it at a time.
package struct VirtualAddress: Codable, Hashable, Sendable {
    package var balancer: BalancerName
    /// With the length of its network's prefix, as in `10.0.0.100/24`.
    package var address: String
    /// The number that the nodes know it by among each other, 1 to 255.
    package var router: Int
    /// The node with the greatest gets the address first, 1 to 254.
    package var priority: Int
    /// The node's own address.
    package var node: String
    /// The addresses of the load balancer's other nodes, sorted.
    package var peers: [String]

    package init(
        balancer: BalancerName,
        address: String,
        router: Int,
        priority: Int,
        node: String,
        peers: [String]
    ) {
        self.balancer = balancer
        self.address = address
        self.router = router
        self.priority = priority
        self.node = node
        self.peers = peers
    }
}

extension VirtualAddress {
    /// What each node does about the addresses of a cluster's load balancers.
    ///
    /// An address's number is its last part, or the next that is free, in the order of the load balancers' names: it
    /// stays the same while others come and go, unless two want the same.
    ///
    /// - Parameters:
    ///   - balancers: The load balancers.
    ///   - nodes: The address of each node by the node's name.
    /// - Returns: The addresses of each node by its name, sorted by load balancer.
    package static func assign(_ balancers: [BalancerSpec], nodes: [String: String]) -> [String: [VirtualAddress]] {
        var result: [String: [VirtualAddress]] = [:]
        var taken: Set<Int> = []
        for balancer in balancers.sorted(by: { $0.name < $1.name }) {
            guard let address = balancer.address, taken.count < 255 else { continue }
            var router = wantedRouter(address)
            while !taken.insert(router).inserted { router = router % 255 + 1 }
            let members = nodes.filter { balancer.includes(node: $0.key) }.sorted { $0.key < $1.key }
            for (position, member) in members.enumerated() {
                result[member.key, default: []].append(
                    VirtualAddress(
                        balancer: balancer.name,
                        address: address,
                        router: router,
                        priority: max(1, 254 - position),
                        node: member.value,
                        peers: members.map(\.value).filter { $0 != member.value }.sorted()
                    )
                )
            }
        }
        return result
    }

    private static func wantedRouter(_ address: String) -> Int {
        let last = address.prefix { $0 != "/" }.split(separator: ".").last.flatMap { Int($0) } ?? 1
        return (1...255).contains(last) ? last : 1
    }

    /// Checks that each part is what it claims to be, so that it can be written anywhere.
    func validate() throws(RoutingError) {
        var spec = BalancerSpec(name: balancer)
        spec.address = address
        do throws(BalancerRefusal) { try spec.validate() } catch { throw RoutingError(error.description) }
        guard (1...255).contains(router), (1...254).contains(priority) else {
            throw RoutingError(
                "load balancer '\(balancer)': number \(router) with priority \(priority) is none of VRRP; use 1 to 255 "
                    + "and 1 to 254"
            )
        }
        for address in peers + [node] where !RouteGrammar.isAddress(address) {
            throw RoutingError("load balancer '\(balancer)': '\(address)' is not a node's IP address")
        }
    }
}
