//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerAPI
import Model

/// A container that is to be made on one node or another.
struct ContainerOrder: Sendable {
    var request: CreateRequest
    var name: String
    /// Of the engine's API.
    var version: APIVersion
    /// The client's login of the registry.
    var authentication: String?
    /// The nodes of which it has to be on one, because of what else is there; empty for any.
    var requiredNodes: Set<NodeID> = []
    /// What is to be changed about its networks once it is made, by their names.
    var networks: [String: NetworkChange] = [:]

    /// Where an image is pulled from.
    typealias Source = (image: String, login: ImagePull.Login?)

    /// A node hasn't what the container needs, which another may have.
    struct Lack: Error {
        enum Kind: Hashable {
            case image
            case network
        }

        var kind: Kind
        var refusal: DockerRefusal
    }

    /// Has the node's engine make the container; pulls the image when it isn't there.
    ///
    /// - Parameters:
    ///   - engine: The node's.
    ///   - node: The node.
    ///   - source: Where the image is pulled from, with the cluster's login for a client that has none.
    /// - Returns: The container.
    /// - Throws: `Lack` when the node hasn't what is needed, `DockerRefusal` with the engine's own words.
    func make(on engine: EngineCalls, node: NodeID, source: Source) async throws -> CreatedContainer {
        do {
            return try await create(on: engine, node: node)
        } catch let lack as Lack where lack.kind == .image {
            try await pull(source, on: engine)
            return try await create(on: engine, node: node)
        }
    }

    private func create(on engine: EngineCalls, node: NodeID) async throws -> CreatedContainer {
        let body: [UInt8]
        do {
            body = try await engine.call(
                "POST",
                "/containers/create",
                query: [("name", name)],
                text: Array(request.body.bytes),
                version: version
            )
        } catch let failure as EngineCalls.Failure {
            throw Self.refusal(failure, of: name)
        }
        guard let answer = JSONText(parsing: body), let id = answer["Id"]?.string else {
            throw DockerRefusal(
                500,
                "\(engine.nodeName): the engine made the container and gave no ID; look at its log"
            )
        }
        return CreatedContainer(id: id, node: node, answer: answer)
    }

    private func pull(_ source: Source, on engine: EngineCalls) async throws {
        let pull = ImagePull(engine: engine)
        do {
            if let authentication, source.image == request.image {
                try await pull.run(image: source.image, authentication: authentication)
            } else {
                try await pull.run(image: source.image, login: source.login)
            }
            guard source.image != request.image else { return }
            let (name, tag) = ImagePull.split(request.image)
            try await engine.call("POST", "/images/\(source.image)/tag", query: [("repo", name), ("tag", tag)])
        } catch let failure as EngineCalls.Failure {
            // The client pulls by itself when it is told so, with logins of its own.
            throw Lack(kind: .image, refusal: DockerRefusal(404, "No such image: \(request.image): \(failure)"))
        }
    }

    private static func refusal(_ failure: EngineCalls.Failure, of name: String) -> any Error {
        let message = failure.message.lowercased()
        let refusal = DockerRefusal(failure.status, failure.message)
        switch failure.status {
        case 404 where message.contains("image"): return Lack(kind: .image, refusal: refusal)
        case 404 where message.contains("network"): return Lack(kind: .network, refusal: refusal)
        case 409 where message.contains("name") && message.contains("in use"): return DockerRefusal.nameTaken(name)
        default: return refusal
        }
    }
}
