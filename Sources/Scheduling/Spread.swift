//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The strategy that spreads a service.
///
/// Fewest containers of the service on the node, then in its zone, then the lowest share of CPU and memory reserved
/// after placing, then the fewest containers in total; the name decides between equals.
enum Spread {
    /// Why the best node was chosen: the criteria that told it from others, in their order.
    static func reasons(for best: Candidate, on node: NodeView, service: ServiceKey?) -> [String] {
        var reasons: [String] = []
        if let service { reasons.append("fewest containers of \(service) (\(best.onNode))") }
        if best.differing.contains(.inZone) {
            let zone = node.zone.isEmpty ? "its zone" : "zone \(node.zone)"
            reasons.append("\(zone) has fewest of them (\(best.inZone))")
        }
        if best.differing.contains(.share) { reasons.append("least of its CPU and memory is reserved") }
        if best.differing.contains(.total) { reasons.append("fewest containers in total (\(best.total))") }
        if best.equals > 1 { reasons.append("first by name of \(best.equals) equal nodes") }
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
