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
    static func sample(
        _ name: String,
        zone: String = "",
        labels: [String: String] = [:],
        images: [NodeImage] = [],
        condition: NodeCondition = .ready,
        gpus: Int = 0
    ) -> NodeView {
        NodeView(
            id: NodeID(name),
            name: name,
            zone: zone,
            labels: labels,
            engineID: "ENGINE:\(name)",
            images: images,
            condition: condition,
            cpuMillis: 4_000,
            memoryBytes: 1_024 * mebibyte,
            gpus: gpus
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
        ports: [PortKey] = [],
        labels: [String: String] = [:],
        gpus: Int = 0
    ) -> ContainerReservation {
        ContainerReservation(
            name: "app_\(service)_\(number)",
            service: ServiceKey(application: "app", service: service),
            labels: labels,
            cpuMillis: cpuMillis,
            memoryBytes: mebibytes * mebibyte,
            ports: ports,
            gpus: gpus
        )
    }
}

extension ClusterView {
    init(_ names: [String]) { self.init(nodes: names.map { .sample($0) }) }

    /// Places containers one after the other, and says where each went: nil for those refused everywhere.
    mutating func place(_ containers: [ContainerReservation], _ rules: PlacementRules = PlacementRules()) -> [String?] {
        containers.map { container in
            let request = PlacementRequest(container: container, rules: rules)
            guard case .node(let node, _) = Scheduler.place(request, in: &self) else { return nil }
            add(container, on: node)
            return name(of: node)
        }
    }

    /// What each node says against a container, empty when there is a place for it.
    func refusals(
        of container: ContainerReservation,
        current: NodeID? = nil,
        _ rules: PlacementRules = PlacementRules()
    ) -> [String] {
        let request = PlacementRequest(container: container, current: current, rules: rules)
        let placement = Scheduler.place(request, in: self)
        guard case .refused(let refusals) = placement else { return [] }
        return refusals.map(\.description)
    }
}

extension PlacementRules {
    /// Rules as they are written, such as `constraint:node==n1`, for a service of the application `app`.
    init(_ lines: String..., volumesFrom: [ServiceName] = []) throws {
        var spec = PlacementSpec()
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            let expression = try PlacementExpression(parsing: parts[1])
            switch parts[0] {
            case "constraint": spec.constraints.append(expression)
            case "affinity": spec.affinities.append(expression)
            case "whitelist": spec.whitelists.append(expression)
            default: spec.zones = ZoneSpread(minimum: Int(expression.value) ?? 0, isSoft: expression.isSoft)
            }
        }
        self.init(spec, application: "app", volumesFrom: volumesFrom)
    }
}
