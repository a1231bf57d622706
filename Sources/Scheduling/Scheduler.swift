//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Finds the node for a container.
package enum Scheduler {
    /// Chooses a node, or says of every node why it can't take the container.
    ///
    /// The first question of a kind takes time that grows with the number of nodes; the view is changed in what it
    /// remembers of it, so that each further one takes little more on many nodes than on few. Place several containers
    /// by adding each to the view (`ClusterView.add`) before the next. A container that gets a new place while its old
    /// self is still in the view counts as another one; take it out first.
    package static func place(_ request: PlacementRequest, in view: inout ClusterView) -> Placement {
        if let current = request.current { return stay(request, on: current, in: view) }
        let suitability = Suitability(request, in: &view)
        guard let (position, reasons) = suitability.choice(in: view) else {
            return .refused(suitability.refusals(in: view))
        }
        return .node(view.nodes[position].id, reasons: reasons)
    }

    /// The same for a single question.
    package static func place(_ request: PlacementRequest, in view: ClusterView) -> Placement {
        var view = view
        return place(request, in: &view)
    }

    /// Checks the node that a container is to stay on.
    private static func stay(_ request: PlacementRequest, on current: NodeID, in view: ClusterView) -> Placement {
        guard let position = view.position(of: current) else {
            return .refused([
                NodeRefusal(node: current, name: current.rawValue, reasons: ["is not in the cluster any more"])
            ])
        }
        var objections = PlacementFilter.staying.flatMap { $0.objections(at: position, for: request, in: view) }
        for rule in request.rules.rules where rule.bindsContainersThere && !view.meets(rule, at: position) {
            objections.append(.rule(rule, view.nodes[position]))
        }
        guard !objections.isEmpty else { return .node(current, reasons: ["stays on its node"]) }
        return .refused([NodeRefusal(view.nodes[position], objections)])
    }
}

extension NodeRefusal {
    init(_ node: NodeView, _ objections: [Objection]) {
        self.init(node: node.id, name: node.name, reasons: objections.map(\.description))
    }
}
