//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import BenchmarkSupport
import Model
import Scheduling

/// Places containers one by one, with Gantry's scheduler and with the peer.
struct PlacementBenchmark {
    private static let placements = 20_000
    /// The peer places until it has used so much time, or has placed as many.
    private static let peerNanoseconds: Int64 = 1_000_000_000

    let workload: Workload

    /// Gantry's figures, the memory in KiB that its view takes, then the peer's figures.
    func run() throws -> [Int64] {
        let nodes = workload.nodeViews
        let requests = try workload.requests(Self.placements)
        let present = workload.present
        let before = try ProcessMemory.resident()
        var view = ClusterView(nodes: nodes)
        for (node, container) in present { view.add(container, on: nodes[node].id) }
        var chosen: [NodeID] = []
        let own = try measure(requests, in: &view, &chosen)
        let memory = try ProcessMemory.resident() - before
        return own.fields + [memory] + (try measurePeer(requests, nodes, present, chosen)).fields
    }

    private func measure(
        _ requests: [PlacementRequest],
        in view: inout ClusterView,
        _ chosen: inout [NodeID]
    ) throws -> Measurement {
        var measurement = Measurement()
        chosen.reserveCapacity(requests.count)
        for request in requests {
            try measurement.measure {
                guard case .node(let node, _) = Scheduler.place(request, in: &view) else {
                    throw BenchmarkError("nothing takes \(request.container.name)")
                }
                view.add(request.container, on: node)
                chosen.append(node)
            }
        }
        return measurement
    }

    private func measurePeer(
        _ requests: [PlacementRequest],
        _ nodes: [NodeView],
        _ present: [(node: Int, container: ContainerReservation)],
        _ chosen: [NodeID]
    ) throws -> Measurement {
        var peer = ScanningScheduler(nodes)
        for (node, container) in present { peer.add(container, on: node) }
        var measurement = Measurement()
        for (number, request) in requests.enumerated() where measurement.total < Self.peerNanoseconds {
            let rules = try ScanningScheduler.Rules(try workload.placement(of: number / Workload.serviceSize))
            let node = try measurement.measure {
                guard let node = peer.place(request.container, rules) else {
                    throw BenchmarkError("the peer has no place for \(request.container.name)")
                }
                peer.add(request.container, on: node)
                return node
            }
            guard nodes[node].id == chosen[number] else {
                throw BenchmarkError(
                    "\(request.container.name): Gantry takes \(chosen[number]), the peer \(nodes[node].id)"
                )
            }
        }
        return measurement
    }
}
