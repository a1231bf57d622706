//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Scheduling

/// A container that a client of the Docker API has asked for and that isn't there yet.
struct PendingContainer: Sendable {
    /// Nil until a node is found.
    var node: NodeID?
    var taken: ContainerReservation
}

extension ClusterController {
    /// Tries at a node that turned out not to have what the container needs.
    private static let maximumTries = 3

    /// Makes a container that a client asks for; what is doubtful about it is among the answer's warnings.
    func createContainer(for wanted: ContainerOrder) async throws -> CreatedContainer {
        let warnings = try checkRoutes(of: wanted.request)
        var created = try await createContainer(wanted)
        if !warnings.isEmpty, var answer = created.answer.members {
            answer["Warnings"] = .strings((answer["Warnings"]?.strings ?? []) + warnings)
            created.answer = answer.json
        }
        return created
    }

    /// Makes a container where it fits, beside those of applications.
    func createContainer(_ wanted: ContainerOrder) async throws -> CreatedContainer {
        var order = wanted
        order.name = try freeName(wanted.name)
        guard containerPlace(order.request.swarmID) == nil else {
            throw DockerRefusal(
                409,
                "label \(CreateRequest.swarmIDLabel): another container has this ID; leave the label out"
            )
        }
        pendingContainers[order.name] = PendingContainer(taken: reservation(of: order.request, name: order.name))
        defer { pendingContainers[order.name] = nil }
        try resolveNeighbours(of: &order)
        let created = try await place(order)
        try await keep(order, created)
        return created
    }

    /// Checks a name, or finds one.
    private func freeName(_ wanted: String) throws(DockerRefusal) -> String {
        guard !wanted.isEmpty else {
            return ContainerNames.make(seed: UInt64.random(in: 0 ... .max), isTaken: isNameTaken)
        }
        let name = wanted.hasPrefix("/") ? String(wanted.dropFirst()) : wanted
        guard ContainerNames.isValid(name) else {
            throw DockerRefusal(
                400,
                "Invalid container name (\(name.prefix(256))), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
            )
        }
        guard !isNameTaken(name) else { throw DockerRefusal.nameTaken(name) }
        return name
    }

    /// Finds the containers that the new one names, and the node that it has to be on because of them.
    private func resolveNeighbours(of order: inout ContainerOrder) throws(DockerRefusal) {
        if let node = order.request.stripNodes(dockerNodes()) { order.requiredNodes.insert(node.id) }
        var found: [String: (id: String, name: String)] = [:]
        for reference in order.request.linked + order.request.companions {
            guard let place = containerPlace(reference) else {
                // With 404 clients would take it for the image, and pull that.
                throw DockerRefusal(400, DockerRefusal.noContainer(reference).message)
            }
            found[reference] = (place.id, place.name)
        }
        for companion in order.request.companions {
            if let node = containerPlace(companion)?.node { order.requiredNodes.insert(node) }
        }
        order.request.resolve(found)
    }

    private func reservation(of request: CreateRequest, name: String) -> ContainerReservation {
        ContainerReservation(
            name: name,
            labels: request.labels,
            cpuMillis: request.cpuMillis,
            memoryBytes: request.memoryBytes,
            ports: request.hostPorts.map { PortKey($0.port, ip: $0.address) }
        )
    }

    // MARK: Placing

    /// Chooses a node and has the container made there; another one when that one lacks what others have.
    private func place(_ order: ContainerOrder) async throws -> CreatedContainer {
        var order = order
        var tries = 0
        while true {
            let (node, reasons) = try choose(order)
            pendingContainers[order.name]?.node = node
            guard let engine = nodes[node]?.engine else { throw DockerRefusal.noHealthyNode }
            tries += 1
            do {
                let created = try await order.make(on: engine, node: node, source: imageSource(of: order.request.image))
                try await connect(created, order, on: engine)
                await take(created, order, reasons)
                return created
            } catch let lack as ContainerOrder.Lack where tries < Self.maximumTries {
                guard order.requiredNodes.isEmpty, !order.request.isBoundToNode else { throw lack.refusal }
                order.requiredNodes = await nodesThatHave(lack.kind, for: order.request, besides: node)
                guard !order.requiredNodes.isEmpty else { throw lack.refusal }
            } catch let lack as ContainerOrder.Lack {
                throw lack.refusal
            }
        }
    }

    private func choose(_ order: ContainerOrder) throws(DockerRefusal) -> (node: NodeID, reasons: [String]) {
        var placement = order.request.placement
        for node in order.requiredNodes.count == 1 ? order.requiredNodes : [] {
            placement.constraints.append(PlacementExpression(key: "node", value: node.rawValue))
        }
        if order.requiredNodes.count > 1 {
            let names = order.requiredNodes.compactMap { nodes[$0]?.record.name }.sorted().joined(separator: "|")
            placement.whitelists.append(PlacementExpression(key: "node", value: names))
        }
        do {
            return try choose(placement, for: reservation(of: order.request, name: order.name))
        } catch {
            throw DockerRefusal(500, PlacementFailure.message(order.request, explanation: error.message))
        }
    }

    private func choose(
        _ placement: PlacementSpec,
        for container: ContainerReservation
    ) throws(DockerRefusal) -> (node: NodeID, reasons: [String]) {
        guard nodes.values.contains(where: { $0.condition == .ready }) else { throw DockerRefusal.noHealthyNode }
        var view = clusterView(without: container.name)
        let request = PlacementRequest(
            container: container,
            rules: PlacementRules(placement, application: nil),
            seed: UInt64.random(in: 0 ... .max)
        )
        switch Scheduler.place(request, in: &view) {
        case .node(let node, let reasons): return (node, reasons)
        case .refused(let refusals): throw DockerRefusal(500, refusals.explanation)
        }
    }

    func nodeForBuild(_ placement: PlacementSpec) throws -> NodeID {
        try choose(placement, for: ContainerReservation(name: "a build")).node
    }

    /// The other nodes that have what one lacks.
    ///
    /// They are asked themselves: what they told last may be from before an image was built there.
    private func nodesThatHave(
        _ kind: ContainerOrder.Lack.Kind,
        for request: CreateRequest,
        besides node: NodeID
    ) async -> Set<NodeID> {
        let path = kind == .image ? "/images/\(request.image)/json" : "/networks/\(request.network)"
        return await withTaskGroup(of: NodeID?.self) { group in
            for other in nodes.values where other.condition == .ready && other.record.id != node {
                guard let engine = other.engine else { continue }
                let id = other.record.id
                group.addTask { (try? await engine.call("GET", path)).map { _ in id } }
            }
            var found: Set<NodeID> = []
            for await id in group { if let id { found.insert(id) } }
            return found
        }
    }

    /// Where an image is pulled from: what the cluster's map makes of the reference, with the cluster's login.
    func imageSource(of image: String) throws -> (image: String, login: ImagePull.Login?) {
        // Clients write names of Docker's own registry in full, people and maps don't.
        let familiar = ["docker.io/library/", "docker.io/"].first(where: image.hasPrefix).map {
            String(image.dropFirst($0.count))
        }
        let mapped = ImageMap.resolve(familiar ?? image, map: record.imageMap)
        let source = mapped == familiar ? image : mapped
        return (source, try login(for: source))
    }

    /// Takes in a container that was made, ahead of its node's report.
    private func take(_ created: CreatedContainer, _ order: ContainerOrder, _ reasons: [String]) async {
        let id = ContainerID(created.id)
        if nodes[created.node]?.containers[id] == nil {
            var status = ContainerStatus(
                id: id,
                name: order.name,
                image: order.request.image,
                state: .created,
                created: now
            )
            status.labels = order.request.labels
            status.memoryBytes = order.request.memoryBytes
            status.cpuMillis = order.request.cpuMillis
            status.boundPorts = order.request.hostPorts.map { port in
                PublishedPort(
                    // Which one of the container it is for makes no difference to the node.
                    container: port.port,
                    hostIP: port.address,
                    hostPort: port.port.number
                )
            }
            nodes[created.node]?.containers[id] = status
        }
        let node = nodes[created.node]?.record.name ?? ""
        await events.record(
            "container.created",
            "\(order.name) is made on \(node): \(reasons.joined(separator: "; "))",
            about: .init(container: order.name, node: node)
        )
        changes.send()
    }
}
