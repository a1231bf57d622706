//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

let mebibyte: Int64 = 1_048_576

extension NodeView {
    /// A ready node with 4 cores and 1,024 MiB, its identifier like its name.
    static func sample(_ name: String, zone: String = "", condition: NodeCondition = .ready) -> NodeView {
        NodeView(
            id: NodeID(name),
            name: name,
            zone: zone,
            condition: condition,
            cpuMillis: 4_000,
            memoryBytes: 1_024 * mebibyte
        )
    }
}

extension ContainerReservation {
    /// Container `number` of service `service` of the application `app`.
    static func sample(
        _ service: ServiceName = "web",
        _ number: Int = 1,
        cpuMillis: Int64 = 0,
        mebibytes: Int64 = 0,
        ports: [PortKey] = []
    ) -> ContainerReservation {
        ContainerReservation(
            name: "app_\(service)_\(number)",
            service: ServiceKey(application: "app", service: service),
            cpuMillis: cpuMillis,
            memoryBytes: mebibytes * mebibyte,
            ports: ports
        )
    }
}

extension ClusterView {
    init(_ names: [String]) { self.init(nodes: names.map { .sample($0) }) }

    /// Places containers one after the other, and says where each went: nil for those refused everywhere.
    mutating func place(_ containers: [ContainerReservation]) -> [String?] {
        containers.map { container in
            guard case .node(let node, _) = Scheduler.place(PlacementRequest(container: container), in: self) else {
                return nil
            }
            add(container, on: node)
            return name(of: node)
        }
    }

    /// What each node says against a container, empty when there is a place for it.
    func refusals(of container: ContainerReservation, current: NodeID? = nil) -> [String] {
        let placement = Scheduler.place(PlacementRequest(container: container, current: current), in: self)
        guard case .refused(let refusals) = placement else { return [] }
        return refusals.map(\.description)
    }
}
