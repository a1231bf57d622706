//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A container that needs a node.
package struct PlacementRequest: Sendable {
    /// What it will take there.
    package var container: ContainerReservation
    /// The node to stay on, where its data is; nil lets the scheduler choose.
    ///
    /// The container goes there or nowhere.
    ///
    /// Rules about where new containers go don't move it: they were looked at when it was new.
    package var current: NodeID?
    /// What the container asks of its node.
    package var rules: PlacementRules
    /// What the strategy `random` draws from: the same seed, the same node.
    package var seed: UInt64

    /// - Parameters:
    ///   - container: What it will take.
    ///   - current: The node to stay on.
    ///   - rules: What it asks of its node.
    ///   - seed: Made from the container's name when nil.
    package init(
        container: ContainerReservation,
        current: NodeID? = nil,
        rules: PlacementRules = PlacementRules(),
        seed: UInt64? = nil
    ) {
        self.container = container
        self.current = current
        self.rules = rules
        self.seed = seed ?? RandomChoice.seed(container.name)
    }
}

/// Where a container goes.
package enum Placement: Hashable, Sendable {
    /// A node, with why it is this one, for people.
    case node(NodeID, reasons: [String])
    /// No node can take it: each one with why, in the order of the cluster's nodes; empty for a cluster without nodes.
    case refused([NodeRefusal])
}

/// A node that can't take a container, with everything that speaks against it.
package struct NodeRefusal: Codable, Hashable, Sendable {
    package var node: NodeID
    package var name: String
    /// To be read after the node's name, such as `is drained: it takes no new containers`.
    package var reasons: [String]

    package init(node: NodeID, name: String, reasons: [String]) {
        self.node = node
        self.name = name
        self.reasons = reasons
    }
}

extension NodeRefusal: CustomStringConvertible {
    package var description: String { name + " " + reasons.joined(separator: " and ") }
}

extension [NodeRefusal] {
    /// Why a container fits on no node, in one line; nodes with the same reasons are told together.
    package var explanation: String {
        if isEmpty { return "the cluster has no node: join one with `gantry node join-command`" }
        var names: [[String]: [String]] = [:]
        var order: [[String]] = []
        for refusal in self {
            if names[refusal.reasons] == nil { order.append(refusal.reasons) }
            names[refusal.reasons, default: []].append(refusal.name)
        }
        let groups = order.map { reasons in
            let all = names[reasons] ?? []
            let rest = all.count - 3
            let named = all.prefix(3).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
            return named + (all.count > 1 ? ": each " : " ") + reasons.joined(separator: " and ")
        }
        return "fits on no node: " + groups.joined(separator: "; ")
    }
}
