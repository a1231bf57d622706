//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
import Routing

/// What the load balancers of a cluster do: each listener with its servers, and the nodes that it is on.
package struct BalancerPlan: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var listener: BalancerListener
        /// The names of the nodes that the load balancer runs on; empty for all.
        package var nodes: [String]
        /// Whether it runs on the server's own host, and on no node.
        package var isOnServer: Bool
        /// The names of the nodes where a container that it leads to has this very port, and answers there itself.
        package var absent: Set<String>
        /// Whether containers that it leads to publish this very port.
        package var isOwnPort: Bool
        /// The services that it leads to, as `application_service`, sorted.
        package var services: [String]
        /// Whether it is there only because a service asks for it.
        package var isAutomatic: Bool

        package func isOn(node: String) -> Bool {
            !isOnServer && (nodes.isEmpty || nodes.contains(node)) && !absent.contains(node)
        }
    }

    package var revision: Int64
    /// Sorted by load balancer and port.
    package var entries: [Entry]
    /// By the node's name.
    package var addresses: [String: [VirtualAddress]]

    package init(revision: Int64, entries: [Entry] = [], addresses: [String: [VirtualAddress]] = [:]) {
        self.revision = revision
        self.entries = entries
        self.addresses = addresses
    }

    /// What the load balancers of one node do.
    package func table(for node: String) -> BalancerTable {
        var table = BalancerTable(
            revision: revision,
            listeners: BalancerTable.sorted(entries.filter { $0.isOn(node: node) }.map(\.listener))
        )
        table.addresses = addresses[node]
        return table
    }

    /// The part of this cluster in what the load balancers on the server's own host do.
    package var listenersOnServer: [BalancerListener] {
        entries.filter(\.isOnServer).map(\.listener)
    }

    /// The ports of a node that no container there may publish.
    package func reservedPorts(on node: String) -> [ContainerPort] {
        entries.filter { !$0.isOwnPort && $0.isOn(node: node) }.map(\.listener.nodePort)
    }
}
