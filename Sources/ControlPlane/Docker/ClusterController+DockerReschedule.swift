//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Logging
import Model
import Store

/// Containers of the Docker API that go to another node when theirs is lost: same name, same swarm ID, new container.
extension ClusterController {
    /// Further tries to start a container that was moved.
    private static let maximumStarts = 5

    /// Remembers a container that asked for it.
    func keep(_ order: ContainerOrder, _ created: CreatedContainer) async throws {
        guard order.request.reschedule == .onNodeFailure else { return }
        let record = DockerContainerRecord(
            swarmID: order.request.swarmID,
            name: order.name,
            node: created.node,
            container: ContainerID(created.id),
            body: order.request.body.text,
            version: order.version.description,
            networks: order.networks.isEmpty ? nil : order.networks
        )
        movableContainers[record.swarmID] = record
        try await repository.put(record, StoreKeys.dockerContainer(id, record.swarmID))
    }

    /// Forgets a container that is gone for good.
    func forgetContainer(_ status: ContainerStatus) async {
        guard let swarmID = status.labels[CreateRequest.swarmIDLabel], let record = movableContainers[swarmID],
            record.container == status.id
        else { return }
        await forget(record)
    }

    /// Forgets containers that were removed while their node was away.
    func forgetContainersGone(from node: NodeID) async {
        for record in movableContainers.values where record.node == node {
            guard nodes[node]?.containers[record.container] == nil else { continue }
            await forget(record)
        }
    }

    private func forget(_ record: DockerContainerRecord) async {
        movableContainers[record.swarmID] = nil
        do {
            try await repository.store.commit([.delete(key: StoreKeys.dockerContainer(id, record.swarmID))])
        } catch {
            logger.error("removed container not forgotten", metadata: ["error": "\(error)"])
        }
    }

    func renameRecord(of status: ContainerStatus) async {
        guard let swarmID = status.labels[CreateRequest.swarmIDLabel], var record = movableContainers[swarmID],
            record.container == status.id, record.name != status.name
        else { return }
        record.name = status.name
        await save(record)
    }

    func save(_ record: DockerContainerRecord) async {
        movableContainers[record.swarmID] = record
        do {
            try await repository.put(record, StoreKeys.dockerContainer(id, record.swarmID))
        } catch {
            logger.error("container of the Docker API not saved", metadata: ["error": "\(error)"])
        }
    }

    /// Moves containers whose nodes are lost and removes what is left of them on nodes that come back, until cancelled.
    func keepContainersMoving() async {
        var attempts: [String: Int] = [:]
        while !Task.isCancelled {
            let subscription = changes.subscribe()
            var isWaiting = false
            for record in movableContainers.values where isLost(record.node) {
                do {
                    try await move(record)
                    attempts[record.swarmID] = nil
                } catch is CancellationError {
                    return
                } catch {
                    isWaiting = true
                    let count = (attempts[record.swarmID] ?? 0) + 1
                    attempts[record.swarmID] = count
                    if count == 1 { await tell(error, record) }
                }
            }
            await removeCopies()
            let delay = isWaiting ? settings.retryDelay.after(attempts: attempts.values.min() ?? 1) : nil
            await Self.wait(for: subscription, until: [delay, timeToNextMove].compactMap { $0 }.min())
        }
    }

    private func isLost(_ node: NodeID) -> Bool {
        guard let state = nodes[node] else { return true }
        return state.lost.map { $0 + settings.rescheduleAfter <= now } ?? false
    }

    /// How long it is until a node that is lost already counts as such here.
    private var timeToNextMove: Duration? {
        movableContainers.values.compactMap { nodes[$0.node]?.lost }
            .map { $0 + settings.rescheduleAfter - now }
            .filter { $0 > .zero }
            .min()
    }

    private func tell(_ error: any Error, _ record: DockerContainerRecord) async {
        await events.record(
            "container.waiting",
            "\(record.name) can't go to another node yet: \(error)",
            level: "warning",
            about: .init(container: record.name)
        )
    }

    private func move(_ record: DockerContainerRecord) async throws {
        guard let body = JSONText(parsing: record.body) else { return }
        let order = ContainerOrder(
            request: try CreateRequest(body, newID: record.swarmID),
            name: record.name,
            version: APIVersion(record.version) ?? .standard,
            networks: record.networks ?? [:]
        )
        if let place = containerPlace(record.swarmID), place.id != record.container.rawValue {
            // An earlier try made it, and its end was lost.
            var record = record
            (record.node, record.container) = (place.node, ContainerID(place.id))
            return await save(record)
        }
        let old = nodes[record.node]?.containers.remove(record.container)
        let from = nodes[record.node]?.record.name ?? record.node.rawValue
        let created: CreatedContainer
        do {
            created = try await createContainer(order)
        } catch {
            // It is still what the cluster knows of it.
            if let old { nodes[record.node]?.containers[record.container] = old }
            throw error
        }
        let to = nodes[created.node]?.record.name ?? created.node.rawValue
        await events.record(
            "container.rescheduled",
            "Rescheduled container \(record.container) from \(from) to \(to) as \(created.id)",
            about: .init(container: record.name, node: to)
        )
        guard old?.state ?? .running == .running, let engine = nodes[created.node]?.engine else { return }
        await events.record(
            "container.rescheduled",
            "Container \(record.container) was running, starting container \(created.id)",
            about: .init(container: record.name, node: to)
        )
        try await start(ContainerID(created.id), on: engine)
    }

    /// Starts a container that ran on its lost node; it has nobody else who would try again.
    private func start(_ container: ContainerID, on engine: EngineCalls) async throws {
        var attempts = 0
        while true {
            do {
                try await untilManagersAnswer()
                return try await ContainerRunner(engine: engine).start(container)
            } catch  where attempts < Self.maximumStarts && !(error is CancellationError) {
                attempts += 1
                try await Task.sleep(for: settings.retryDelay.after(attempts: attempts))
            }
        }
    }

    /// Removes containers that went to another node while theirs was away, with their volumes.
    private func removeCopies() async {
        guard !movableContainers.isEmpty else { return }
        for node in nodes.values where node.isUp && node.status != nil {
            for status in node.containers.values {
                guard let swarmID = status.labels[CreateRequest.swarmIDLabel], let record = movableContainers[swarmID],
                    record.container != status.id, let engine = node.engine
                else { continue }
                do {
                    try await ContainerRunner(engine: engine).remove(status.id, volumes: true)
                } catch {
                    // The node's next report leads here again.
                    continue
                }
                if nodes[node.record.id]?.containers.remove(status.id) != nil {
                    nodes[node.record.id]?.removed.insert(status.id)
                }
                await events.record(
                    "container.removed",
                    "\(status.name) on \(node.record.name) is removed: it went to another node while this one was away",
                    about: .init(container: status.name, node: node.record.name)
                )
            }
        }
    }
}
