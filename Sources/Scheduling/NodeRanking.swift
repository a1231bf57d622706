//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// How well each node that can take a container suits it, and why the best one does.
protocol NodeRanking {
    /// The smallest is best; of equals the node's name decides.
    associatedtype Score: Comparable

    /// The score of the node at a position of the view.
    func score(at position: Int, in view: ClusterView) -> Score

    /// Why the best node was chosen from the candidates, for people.
    func reasons(for best: Score, on node: NodeView, among candidates: [Score]) -> [String]
}

extension NodeRanking {
    /// The best of some nodes, which are in the order of the view; there is at least one.
    func choose(from positions: [Int], in view: ClusterView) -> (node: NodeView, reasons: [String])? {
        guard var best = positions.first else { return nil }
        var scores: [Score] = []
        scores.reserveCapacity(positions.count)
        var bestScore = score(at: best, in: view)
        for position in positions {
            let score = score(at: position, in: view)
            scores.append(score)
            if score < bestScore { (best, bestScore) = (position, score) }
        }
        let node = view.nodes[best]
        let reasons =
            scores.count > 1 ? reasons(for: bestScore, on: node, among: scores) : ["the only node that can take it"]
        return (node, reasons)
    }
}
