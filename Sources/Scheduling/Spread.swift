//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The strategy that spreads a service: how well each node suits, and why the best one does.
///
/// Fewest containers of the service on the node, then in its zone, then the lowest share of CPU and memory reserved
/// after placing, then the fewest containers in total; the name decides between equals.
struct Spread: NodeRanking {
    /// How well a node suits; the smallest is best.
    struct Score: Comparable {
        /// Containers of the service on the node.
        var onNode: Int
        /// Containers of the service in the node's zone.
        var inZone: Int
        /// Shares of CPU and memory that are reserved once the container is there, added up.
        var share: Double
        /// All containers on the node.
        var total: Int

        static func < (left: Score, right: Score) -> Bool {
            if left.onNode != right.onNode { return left.onNode < right.onNode }
            if left.inZone != right.inZone { return left.inZone < right.inZone }
            if left.share != right.share { return left.share < right.share }
            return left.total < right.total
        }
    }

    private let container: ContainerReservation
    private let onNode: [Int]
    private let zones: [Int]
    private var inZone: [Int]

    init(_ container: ContainerReservation, in view: ClusterView) {
        self.container = container
        zones = view.zones
        onNode = view.counts(of: container.service)
        inZone = Array(repeating: 0, count: view.zoneCount)
        for (position, count) in onNode.enumerated() where count > 0 { inZone[zones[position]] += count }
    }

    /// The score of the node at a position of the view.
    func score(at position: Int, in view: ClusterView) -> Score {
        Score(
            onNode: onNode[position],
            inZone: inZone[zones[position]],
            share: view.share(of: container, at: position),
            total: view.nodes[position].containers.count
        )
    }

    /// Why the best node was chosen from the candidates: the criteria that told it from others, in their order.
    func reasons(for best: Score, on node: NodeView, among candidates: [Score]) -> [String] {
        var reasons: [String] = []
        var rest = candidates
        func narrow(_ isEqual: (Score) -> Bool, _ reason: @autoclosure () -> String) {
            let count = rest.count
            rest.removeAll { !isEqual($0) }
            if rest.count < count { reasons.append(reason()) }
        }
        if let service = container.service {
            rest.removeAll { $0.onNode != best.onNode }
            reasons.append("fewest containers of \(service) (\(best.onNode))")
        }
        let zone = node.zone.isEmpty ? "its zone" : "zone \(node.zone)"
        narrow({ $0.inZone == best.inZone }, "\(zone) has fewest of them (\(best.inZone))")
        narrow({ $0.share == best.share }, "least of its CPU and memory is reserved")
        narrow({ $0.total == best.total }, "fewest containers in total (\(best.total))")
        if rest.count > 1 { reasons.append("first by name of \(rest.count) equal nodes") }
        return reasons
    }
}

extension ClusterView {
    /// The shares of a node's CPU and memory that are reserved once a container is there, added up.
    func share(of container: ContainerReservation, at position: Int) -> Double {
        let cpuMillis = nodes[position].reservedCPUMillis + container.cpuMillis
        let memoryBytes = nodes[position].reservedMemoryBytes + container.memoryBytes
        return Self.share(cpuMillis, of: nodes[position].cpuMillis)
            + Self.share(memoryBytes, of: nodes[position].memoryBytes)
    }

    private static func share(_ part: Int64, of whole: Int64) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 1
    }
}
