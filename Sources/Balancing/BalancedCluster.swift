//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Routing

/// The load balancers of a cluster and all that they may lead to.
package struct BalancedCluster: Sendable {
    /// A node that load balancers may run on.
    package struct Node: Hashable, Sendable {
        package var id: NodeID
        package var name: String
        package var address: String
        /// Whether its routing may be asked.
        package var hasRouting: Bool

        package init(id: NodeID, name: String, address: String, hasRouting: Bool) {
            self.id = id
            self.name = name
            self.hasRouting = hasRouting
            self.address = address
        }
    }

    /// Its name.
    package var name: String
    package var balancers: [BalancerSpec]
    /// Those of each load balancer that has any.
    package var certificates: [BalancerName: [BalancerCertificate]]
    /// The one that leads to the routing of every node.
    package var defaultBalancer: BalancerName?
    package var services: [RoutedService]
    package var nodes: [Node]
    /// The port of the nodes that routing listens on.
    package var routingPort: Int

    package init(
        name: String,
        balancers: [BalancerSpec],
        certificates: [BalancerName: [BalancerCertificate]] = [:],
        defaultBalancer: BalancerName? = nil,
        services: [RoutedService],
        nodes: [Node] = [],
        routingPort: Int = 0
    ) {
        self.name = name
        self.balancers = balancers
        self.certificates = certificates
        self.defaultBalancer = defaultBalancer
        self.services = services
        self.nodes = nodes
        self.routingPort = routingPort
    }
}
