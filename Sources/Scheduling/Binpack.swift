//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The strategy that fills a node before it takes the next, so that others stay free for what is large.
///
/// The highest share of CPU and memory reserved after placing, then the most containers; the name decides between
/// equals.
struct Binpack: NodeRanking {
    struct Score: Comparable {
        /// Shares of CPU and memory that are reserved once the container is there, added up.
        var share: Double
        /// All containers on the node.
        var total: Int

        static func < (left: Score, right: Score) -> Bool {
            left.share != right.share ? left.share > right.share : left.total > right.total
        }
    }

    let container: ContainerReservation

    func score(at position: Int, in view: ClusterView) -> Score {
        Score(share: view.share(of: container, at: position), total: view.nodes[position].containers.count)
    }

    func reasons(for best: Score, on node: NodeView, among candidates: [Score]) -> [String] {
        let equals = candidates.filter { $0 == best }.count
        var reasons = ["most of its CPU and memory is reserved"]
        if candidates.contains(where: { $0.share == best.share && $0.total != best.total }) {
            reasons.append("most containers in total (\(best.total))")
        }
        if equals > 1 { reasons.append("first by name of \(equals) equal nodes") }
        return reasons
    }
}
