//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// A cluster and what is to be placed on it, the same at each run.
struct Workload {
    /// Containers of one service, placed one after the other.
    static let serviceSize = 10

    let nodes: Int
    let containers: Int
    let rules: Int

    private static let mebibyte: Int64 = 1_048_576
    private static let sizes: [(cpuMillis: Int64, mebibytes: Int64)] = [(10, 16), (20, 32), (20, 64), (40, 128)]

    var nodeViews: [NodeView] {
        (1...nodes).map { number in
            NodeView(
                id: NodeID("id-\(number)"),
                name: "node\(number)",
                zone: "zone\(number % 5)",
                labels: [
                    "group": "g\(number / 5 % 10)", "disk": number / 50 % 4 == 0 ? "hdd" : "ssd",
                    "rack": "r\(number % 40)",
                ],
                cpuMillis: 64_000,
                memoryBytes: 262_144 * Self.mebibyte
            )
        }
    }

    /// The container there are before the first is placed, with the numbers of their nodes.
    var present: [(node: Int, container: ContainerReservation)] {
        (0..<containers).map { number in
            let service = number / Self.serviceSize
            let node = (service &* 7_919 + number % Self.serviceSize &* 104_729) % nodes
            let tier = service % 50 == 0 ? "batch" : "front"
            return (node, container(number % Self.serviceSize + 1, "old\(service)", size: service, tier: tier))
        }
    }

    /// What is placed: the containers of one service after those of another.
    func requests(_ count: Int) throws -> [PlacementRequest] {
        try stride(from: 0, to: count, by: Self.serviceSize).flatMap { start in
            let service = start / Self.serviceSize
            let rules = PlacementRules(try placement(of: service), application: "bench")
            return (1...Self.serviceSize).map { number in
                let tier = service % 2 == 0 ? "front" : "back"
                return PlacementRequest(
                    container: container(number, "new\(service)", size: service, tier: tier),
                    rules: rules
                )
            }
        }
    }

    private func container(_ number: Int, _ service: String, size: Int, tier: String) -> ContainerReservation {
        let size = Self.sizes[size % Self.sizes.count]
        return ContainerReservation(
            name: "bench_\(service)_\(number)",
            service: ServiceKey(application: "bench", service: ServiceName(service)),
            labels: ["tier": tier],
            cpuMillis: size.cpuMillis,
            memoryBytes: size.mebibytes * Self.mebibyte
        )
    }

    /// None, one or five constraints and affinities, hard and soft.
    func placement(of service: Int) throws -> PlacementSpec {
        var spec = PlacementSpec()
        if rules > 0 { spec.constraints = [PlacementExpression(key: "group", value: "g\(service % 10)")] }
        guard rules > 1 else { return spec }
        spec.constraints += [
            try PlacementExpression(parsing: "disk!=hdd"), try PlacementExpression(parsing: "rack==~r1*"),
        ]
        spec.affinities = [
            try PlacementExpression(parsing: "tier!=batch"), try PlacementExpression(parsing: "tier!=~/^ba/"),
        ]
        return spec
    }
}
