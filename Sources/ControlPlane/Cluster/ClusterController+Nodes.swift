//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Logging
import Model

extension ClusterController {
    /// One agent's connection, for as long as it lasts.
    func serve(_ connection: any NodeConnection) async throws {
        let session = try await attach(connection)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.readReports(connection, session: session) }
                for table in NodeTable.allCases {
                    group.addTask { await self.send(table, connection, session: session) }
                }
                group.addTask { await self.keepInNetwork(connection.node, session: session) }
                group.addTask { await self.keepCertificate(connection, session: session) }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            await detach(connection, session: session, reason: "\(error)")
            throw error
        }
        await detach(connection, session: session, reason: "the agent closed the connection")
    }

    private func attach(_ connection: any NodeConnection) async throws -> Int {
        guard var node = nodes[connection.node] else {
            throw ControlPlaneError(
                .notFound,
                "node \(connection.node): is not part of cluster \(record.name) any more; join it again"
            )
        }
        let previous = node.connection
        node.session += 1
        node.connection = connection
        node.attached = now
        node.lastHeard = node.lastHeard ?? now
        // Until the first report, what the node said before its absence counts, but nothing is sent to it.
        node.status = nil
        node.isNetworkReady = false
        for table in NodeTable.allCases { node[table].acknowledged = 0 }
        nodes[connection.node] = node
        await previous?.close()
        return node.session
    }

    private func detach(_ connection: any NodeConnection, session: Int, reason: String) async {
        let id = connection.node
        guard var node = nodes[id], node.session == session else { return }
        let wasReported = node.status != nil
        node.connection = nil
        for table in NodeTable.allCases {
            node[table].signal?.finish()
            node[table].signal = nil
        }
        node.record.lastStatus = node.status ?? node.record.lastStatus
        node.status = nil
        node.attached = nil
        if wasReported { node.lastHeard = now + (.zero - connection.silence) }
        nodes[id] = node
        logger.warning("node disconnected", metadata: ["node": "\(node.record.name)", "reason": "\(reason)"])
        if wasReported {
            await events.record(
                "node.disconnected",
                "\(node.record.name) is away: \(reason)",
                level: "warning",
                about: .init(node: node.record.name)
            )
        }
        changes.send()
        deadlineChanges.send()
        routeAcknowledgements.send()
        markAllDirty()
    }

    private func readReports(_ connection: any NodeConnection, session: Int) async throws {
        let response = try await connection.send(NodeRequest("GET", AgentPaths.reports))
        guard response.status == 200 else {
            throw ControlPlaneError(.unavailable, "the agent answered its report call with \(response.status)")
        }
        var buffer = LineBuffer()
        let decoder = JSONDecoder()
        for try await part in response.body {
            for line in buffer.take(part) {
                let report = try decoder.decode(AgentReport.self, from: Data(line))
                guard await take(report, from: connection.node, session: session) else { return }
            }
        }
    }

    /// Takes in one report; false when a newer connection of the node has taken over.
    private func take(_ report: AgentReport, from id: NodeID, session: Int) async -> Bool {
        guard var node = nodes[id], node.session == session else { return false }
        switch report {
        case .heartbeat:
            return true
        case .full(let full):
            let isFirst = node.status == nil
            node.status = full.status
            node.record.lastStatus = full.status
            node.lastHeard = nil
            node.lost = nil
            // An engine that hasn't answered yet says nothing about its containers.
            if full.status.isEngineReachable {
                node.containers = NodeContainers(full.containers)
                node.removed.formIntersection(node.containers.ids)
                for container in node.removed { node.containers[container] = nil }
            }
            nodes[id] = node
            if full.status.isEngineReachable {
                stopAwaiting([id])
                await forgetContainersGone(from: id)
            }
            if isFirst { await connected(node) }
            markAllDirty()
        case .node(let status):
            let wasReachable = node.status?.isEngineReachable
            let previous = node.status
            node.status = status
            node.record.lastStatus = status
            nodes[id] = node
            if status.isEngineReachable { stopAwaiting([id]) }
            if wasReachable != status.isEngineReachable {
                await events.record(
                    status.isEngineReachable ? "engine.up" : "engine.down",
                    "\(node.record.name): its engine \(status.isEngineReachable ? "answers again" : "doesn't answer")",
                    level: status.isEngineReachable ? "info" : "error",
                    about: .init(node: node.record.name)
                )
            }
            markDirty(after: status, previous)
        case .container(let status):
            if node.removed.contains(status.id) { return true }
            let previous = node.containers[status.id]
            // Nothing becomes `created` again: the answer to its start was faster than this report.
            if status.state == .created, let previous, previous.state != .created { return true }
            nodes[id]?.containers[status.id] = status
            if previous?.state != status.state || previous?.health.state != status.health.state {
                await recordChange(of: status, from: previous, on: node.record.name)
            }
            markDirty(owner: status)
        case .removed(let container):
            nodes[id]?.removed.remove(container)
            guard let status = nodes[id]?.containers.remove(container) else { return true }
            draining.remove(container)
            await forgetContainer(status)
            markDirty(owner: status)
        }
        publishRoutes()
        changes.send()
        return true
    }

    /// A node that changed concerns every application; its images only those that go where images are.
    ///
    /// Images change with each pull, so that a deploy would otherwise have everything looked at many times.
    private func markDirty(after status: NodeStatus, _ previous: NodeStatus?) {
        var previous = previous
        previous?.images = status.images
        guard previous == status else { return markAllDirty() }
        for (key, runtime) in applications
        where runtime.record.spec.services.contains(where: { $0.placement.affinities.contains { $0.key == "image" } }) {
            markDirty(key)
        }
    }

    private func connected(_ node: NodeState) async {
        logger.info("node connected", metadata: ["node": "\(node.record.name)"])
        await events.record(
            "node.connected",
            "\(node.record.name) is connected (engine \(node.status?.engineVersion ?? "?"))",
            about: .init(node: node.record.name)
        )
        do {
            try await repository.update(node.record, StoreKeys.node(id, node.record.id))
        } catch {
            logger.error("node record not saved", metadata: ["error": "\(error)"])
        }
    }

    func markDirty(owner status: ContainerStatus) {
        guard status.labels[ContainerLabels.cluster] == id.rawValue else { return }
        // A container of an earlier life concerns the application that has its name now.
        for (key, runtime) in applications
        where key == status.applicationID
            || runtime.record.name.rawValue == status.labels[ContainerLabels.project]
        {
            markDirty(key)
        }
    }

    private func recordChange(of status: ContainerStatus, from previous: ContainerStatus?, on node: String) async {
        guard status.labels[ContainerLabels.cluster] == id.rawValue else { return }
        let subject = EventLog.Subject(
            project: status.labels[ContainerLabels.project] ?? "",
            service: status.labels[ContainerLabels.service] ?? "",
            container: status.name,
            node: node
        )
        if previous?.state != status.state {
            switch status.state {
            case .running:
                await events.record("container.running", "\(status.name) runs on \(node)", about: subject)
            case .exited where previous != nil, .dead where previous != nil:
                let reason = status.error.isEmpty ? "with exit code \(status.exitCode)" : ": \(status.error)"
                await events.record(
                    "container.exited",
                    "\(status.name) on \(node) ended \(reason)",
                    level: status.attempt != nil && status.exitCode == 0 ? "info" : "warning",
                    about: subject
                )
            default:
                break
            }
        }
        if previous?.health.state != status.health.state {
            switch status.health.state {
            case .healthy:
                await events.record("container.healthy", "\(status.name) is healthy", about: subject)
            case .unhealthy:
                await events.record(
                    "container.unhealthy",
                    "\(status.name) is unhealthy: \(status.health.message)",
                    level: "warning",
                    about: subject
                )
            case .none, .starting:
                break
            }
        }
    }
}
