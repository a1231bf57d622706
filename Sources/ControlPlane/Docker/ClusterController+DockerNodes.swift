//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Scheduling

extension ClusterController {
    /// In natural order of their names, so that answers don't change from call to call.
    func dockerNodes() -> [ClusterNode] {
        nodes.values.map(clusterNode).sorted { isNaturallyOrdered($0.name, $1.name) ?? ($0.id < $1.id) }
    }

    private func clusterNode(_ node: NodeState) -> ClusterNode {
        let status = node.status ?? node.record.lastStatus
        var result = ClusterNode(
            id: node.record.id,
            name: node.record.name,
            address: node.record.address,
            engineID: status?.engineID ?? node.record.engineID,
            isUp: node.isUp,
            isReady: node.condition == .ready
        )
        result.labels = node.constraintLabels
        result.updated = node.record.updated.description
        result.problem = problem(of: node)
        guard let status else { return result }
        result.isSwarmManager = status.isSwarmManager
        result.apiVersion = status.apiVersion
        result.engineVersion = status.engineVersion
        result.kernelVersion = status.kernelVersion
        result.operatingSystem = status.operatingSystem
        result.cpus = status.cpus
        result.memoryBytes = status.memoryBytes
        result.images = status.images?.count ?? 0
        return result
    }

    private func problem(of node: NodeState) -> String {
        switch node.condition {
        case .ready: ""
        case .joining: node.networkProblem ?? "is joining the cluster's network"
        case .drained: "is taken out of service"
        case .disconnected: "is not connected"
        case .lost: "gives no sign of life"
        case .engineDown: "its engine doesn't answer"
        }
    }

    func dockerCluster() -> DockerCluster {
        let view = clusterView()
        let detailed = dockerNodes().map { node -> ClusterNode in
            var node = node
            let present = view.node(node.id)
            node.reservedCPUMillis = present?.reservedCPUMillis ?? 0
            node.reservedMemoryBytes = present?.reservedMemoryBytes ?? 0
            for status in nodes[node.id]?.containers.values.map(\.state) ?? [] {
                switch status {
                case .running, .restarting: node.running += 1
                case .paused: node.paused += 1
                case .created, .exited, .dead, .removing: node.stopped += 1
                }
            }
            return node
        }
        return DockerCluster(
            id: id,
            name: record.name,
            strategy: (record.strategy ?? .spread).rawValue,
            nodes: detailed
        )
    }

    func lastSeenContainers(on node: NodeID) -> [ContainerStatus] {
        nodes[node].map { Array($0.containers.values) } ?? []
    }
}

extension NodeState {
    /// Whether its engine can be asked now.
    var isUp: Bool { connection != nil && status?.isEngineReachable ?? true }
}

// MARK: Containers

extension ClusterController {
    private struct Candidate: ContainerLookup.Candidate {
        var status: ContainerStatus
        var node: NodeID
        var nodeNames: [String]

        var id: String { status.id.rawValue }
        var name: String { status.name }
        var swarmID: String? { status.labels[CreateRequest.swarmIDLabel] }
        func isOnNode(_ name: Substring) -> Bool { nodeNames.contains { $0 == name } }
    }

    func containerPlace(_ reference: String) -> ContainerPlace? {
        // Most callers give whole IDs.
        for node in nodes.values {
            if let status = node.containers[ContainerID(reference)] { return place(status, node.record.id) }
        }
        let candidates = nodes.values.lazy.flatMap { node in
            let names = [node.record.name, node.record.engineID, node.record.address]
            return node.containers.values.lazy.map { Candidate(status: $0, node: node.record.id, nodeNames: names) }
        }
        return ContainerLookup.find(reference, in: candidates).map { place($0.status, $0.node) }
    }

    private func place(_ status: ContainerStatus, _ node: NodeID) -> ContainerPlace {
        ContainerPlace(id: status.id.rawValue, name: status.name, node: node, created: status.created)
    }

    func isNameTaken(_ name: String) -> Bool {
        pendingContainers[name] != nil
            || nodes.values.contains { node in node.containers.values.contains { $0.name == name } }
    }

    /// The names of volumes that templates give to services, those that are about to go included.
    func volumesOfApplications() -> Set<String> {
        var names: Set<String> = []
        for application in applications.values where application.record.intent != .remove {
            names.formUnion(application.record.spec.volumes.map(\.name))
            for mount in application.record.presentServices.flatMap(\.volumes) {
                if case .volume(let name) = mount.source { names.insert(name) }
            }
        }
        return names
    }

    func noteRemoval(of container: ContainerID, on node: NodeID) async {
        guard let status = nodes[node]?.containers.remove(container) else { return }
        nodes[node]?.removed.insert(container)
        await forgetContainer(status)
        markDirty(owner: status)
        publishRoutes()
        changes.send()
    }

    func noteName(_ name: String, of container: ContainerID, on node: NodeID) async {
        guard var status = nodes[node]?.containers[container] else { return }
        status.name = name
        nodes[node]?.containers[container] = status
        await renameRecord(of: status)
        changes.send()
    }
}
