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
    /// The time grows with the number of nodes only. Place several containers by adding each to the view
    /// (`ClusterView.add`) before the next. A container that gets a new place while its old self is still in the view
    /// counts as another one; take it out first.
    ///
    /// The view is only changed in what it remembers for the next question of the kind.
    package static func place(_ request: PlacementRequest, in view: inout ClusterView) -> Placement {
        if let current = request.current { return stay(request, on: current, in: view) }
        let suitability = Suitability(request, in: &view)
        switch suitability.choice(in: view) {
        case .none: return .refused(view.nodes.indices.map { suitability.refusal(at: $0, in: view) })
        case .candidates(let positions, let reasons):
            let chosen =
                switch view.strategy {
                case .spread: Spread(request.container, in: view).choose(from: positions, in: view)
                case .binpack: Binpack(container: request.container).choose(from: positions, in: view)
                case .random: RandomChoice(seed: request.seed).choose(from: positions, in: view)
                }
            guard let chosen else { return .refused([]) }
            return .node(chosen.node.id, reasons: reasons + chosen.reasons)
        }
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
        var view = view
        var objections = PlacementFilter.staying.flatMap { $0.objections(at: position, for: request, in: view) }
        for rule in request.rules.rules where rule.bindsContainersThere && !view.matches(of: rule)[position] {
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
