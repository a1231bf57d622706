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
    /// (`ClusterView.add`) before the next.
    package static func place(_ request: PlacementRequest, in view: ClusterView) -> Placement {
        if let current = request.current { return stay(request, on: current, in: view) }
        let filters = PlacementFilter.allCases
        let spread = Spread(request.container, in: view)
        var candidates: [Spread.Score] = []
        var best: (position: Int, score: Spread.Score)?
        for position in view.nodes.indices
        where filters.allSatisfy({ $0.objections(at: position, for: request, in: view).isEmpty }) {
            let score = spread.score(at: position, in: view)
            candidates.append(score)
            if best.map({ score < $0.score }) ?? true { best = (position, score) }
        }
        guard let best else {
            return .refused(view.nodes.indices.map { refusal(at: $0, for: request, in: view) })
        }
        let node = view.nodes[best.position]
        return .node(node.id, reasons: spread.reasons(for: best.score, on: node, among: candidates))
    }

    /// Checks the node that a container is to stay on.
    private static func stay(_ request: PlacementRequest, on current: NodeID, in view: ClusterView) -> Placement {
        guard let position = view.position(of: current) else {
            return .refused([
                NodeRefusal(node: current, name: current.rawValue, reasons: ["is not in the cluster any more"])
            ])
        }
        let refusal = refusal(at: position, for: request, in: view)
        return refusal.reasons.isEmpty ? .node(current, reasons: ["stays on its node"]) : .refused([refusal])
    }

    private static func refusal(at position: Int, for request: PlacementRequest, in view: ClusterView) -> NodeRefusal {
        let objections = PlacementFilter.allCases.flatMap { $0.objections(at: position, for: request, in: view) }
        let node = view.nodes[position]
        return NodeRefusal(node: node.id, name: node.name, reasons: objections.map(\.description))
    }
}
