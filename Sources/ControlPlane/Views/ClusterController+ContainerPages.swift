//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

extension ClusterController {
    /// Some of the containers that a filter leaves, by name; what isn't on the page costs little.
    func containerPage(_ filter: ContainerFilter, number: Int, size: Int) -> ContainerPage {
        // Each is compared with a dozen others: only what the order is made of is moved about.
        var found: [(name: String, id: ContainerID, node: NodeID)] = []
        var running = 0
        for (nodeID, node) in nodes where filter.node.map({ $0 == node.record.name }) ?? true {
            for status in node.containers.values where filter.allows(status) {
                found.append((status.name, status.id, nodeID))
                if status.state == .running { running += 1 }
            }
        }
        found.sort { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) }
        let (start, isBeyond) = (number - 1).multipliedReportingOverflow(by: size)
        let shown = isBeyond ? [] : found.dropFirst(start).prefix(size)
        return ContainerPage(
            containers: shown.compactMap { entry in
                guard let node = nodes[entry.node], let status = node.containers[entry.id] else { return nil }
                return containerObject(status, on: node)
            },
            total: found.count,
            page: number,
            size: size,
            running: running
        )
    }
}

extension ContainerFilter {
    /// Whether a container is asked for, wherever it is.
    fileprivate func allows(_ container: ContainerStatus) -> Bool {
        if let project, container.labels[ContainerLabels.project] != project { return false }
        if let service, container.labels[ContainerLabels.service] != service { return false }
        if let state, container.state.rawValue != state, container.health.state.rawValue != state { return false }
        guard let text = text?.lowercased() else { return true }
        return container.name.lowercased().contains(text) || container.image.lowercased().contains(text)
            || container.id.rawValue.hasPrefix(text)
    }
}
