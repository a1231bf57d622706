//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import ControlPlane
import DockerAPI
import FoundationEssentials
import Logging
import Model
import NIOCore
import NIOPosix
import PKI
import Testing
import Tunnel

@testable import Server

/// A node's agent with an engine of a few lines, connected through a real tunnel.
struct StubAgent: TunnelHandler {
    func handle(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        let path = request.path.split(separator: "?").first.map(String.init) ?? ""
        switch (request.method, path) {
        case ("POST", "/docker/v1.41/containers/full-id/exec"):
            let body = String(buffer: try await request.body.collect(upTo: 1 << 20))
            try await answer(responder, body == "{}" ? 201 : 400, #"{"Id":"exec1"}"#)
        case ("GET", "/docker/exec/exec1/json"):
            try await answer(responder, 200, #"{"ExitCode":3}"#)
        case ("GET", "/docker/containers/full-id/logs"):
            // Never ends by itself.
            try await responder.respondHead(status: 200, headers: [("content-type", "text/plain")])
            try await responder.write(ByteBuffer(string: "query \(request.path.contains("follow=1"))\n"))
            await withTaskCancellationHandler {
                for await _ in AsyncStream<Void>.makeStream().stream {}
            } onCancel: {
                ended.finish()
            }
        case ("PUT", "/docker/containers/full-id/archive"):
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            try await answer(responder, 200, "\(count)")
        case ("GET", "/docker/containers/full-id/top"):
            let names = request.headers.map(\.0).filter { ["authorization", "x-custom"].contains($0) }
            try await answer(responder, 200, names.joined(separator: ","))
        case ("GET", "/docker/v1.41/containers/json"):
            guard request.header("if-none-match") != Self.listTag else {
                return try await responder.respond(status: 304, headers: [("etag", Self.listTag)])
            }
            // Another one each time.
            let entry = #"{"Id":"full-id","Command":"\#(UInt64.random(in: 0 ... .max))","#
            let status = request.path.contains("all=1") ? "Up 5 minutes" : "Up 5 seconds"
            try await answer(responder, 200, "[\(entry)\"Status\":\"\(status)\"}]", [("etag", Self.listTag)])
        case ("GET", "/docker/v1.41/volumes"):
            try await answer(responder, 200, #"{"Volumes":[{"Name":"data"},{"Name":"junk"},{"Name":"used"}]}"#)
        case ("DELETE", "/docker/v1.41/volumes/junk"):
            try await answer(responder, 204, "")
        default:
            try await answer(responder, 404, #"{"message":"no such thing"}"#)
        }
    }

    private static let listTag = "\"1\""

    /// Told when the reader of the endless log has gone.
    let ended: AsyncStream<Void>.Continuation

    private func answer(
        _ responder: TunnelResponder,
        _ status: Int,
        _ body: String,
        _ headers: [(String, String)] = []
    ) async throws {
        try await responder.respondHead(status: status, headers: headers + [("content-length", "\(body.utf8.count)")])
        try await responder.write(ByteBuffer(string: body))
        try await responder.finish()
    }

    /// The engine's socket: takes an exec over, refuses everything else.
    func handlePipe(to target: String, _ pipe: TunnelPipe) async throws {
        guard target == AgentPaths.dockerPipe else { throw TunnelError(.invalid, "no such pipe") }
        let reader = ChunkReader(pipe.inbound)
        let head = String(decoding: try await reader.readHead(limit: 1 << 16) ?? [], as: UTF8.self)
        guard head.hasPrefix("POST /v1.41/exec/exec1/start HTTP/1.1\r\n") else {
            let body = #"{"message":"no such exec"}"#
            let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: \(body.utf8.count)\r\nServer: x\r\n\r\n\(body)"
            try await pipe.write(ByteBuffer(string: answer))
            return try await pipe.finish()
        }
        let isClean = !head.lowercased().contains("authorization") && head.contains("Upgrade: tcp\r\n")
        let body = String(decoding: try await reader.read(2), as: UTF8.self)
        try await pipe.write(
            ByteBuffer(string: "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nstart \(isClean) \(body)\n")
        )
        while let part = try await reader.next() {
            try await pipe.write(ByteBuffer(string: "[\(String(buffer: part))]"))
        }
        try await pipe.write(ByteBuffer(string: "end"))
        try await pipe.finish()
    }
}

/// A cluster `c1` with a node `n1`, whose container `full-id` is named `web`.
struct StubContainers: ContainerDirectory {
    func clusterID(of cluster: String) async throws -> ClusterID {
        guard cluster == "c1" else { throw APIFailure.notFound("cluster") }
        return "c1"
    }

    func dockerNodes(_ cluster: ClusterID) async throws -> [ClusterNode] {
        [
            ClusterNode(id: "n1", name: "node1", address: "10.0.0.1", engineID: "E1"),
            ClusterNode(id: "n2", name: "node2", address: "10.0.0.2", engineID: "E2", isUp: false, isReady: false),
        ]
    }

    func dockerCluster(_ cluster: ClusterID) async throws -> DockerCluster {
        DockerCluster(id: cluster, name: "default", strategy: "spread", nodes: try await dockerNodes(cluster))
    }

    func dockerContainer(_ reference: String, in cluster: ClusterID) async throws -> ContainerPlace? {
        switch reference {
        case "web", "full-id": ContainerPlace(id: "full-id", name: "web", node: "n1", created: Timestamp(seconds: 10))
        case "away": ContainerPlace(id: "away-id", name: "away", node: "n2", created: Timestamp(seconds: 5))
        default: nil
        }
    }

    func lastSeenContainers(on node: NodeID, in cluster: ClusterID) async throws -> [ContainerStatus] {
        guard node == "n2" else { return [] }
        return [
            ContainerStatus(
                id: "away-id",
                name: "away",
                image: "busybox",
                state: .running,
                created: Timestamp(seconds: 5)
            )
        ]
    }

    func createContainer(
        _ request: CreateRequest,
        name: String?,
        version: APIVersion,
        authentication: String?,
        in cluster: ClusterID
    ) async throws -> CreatedContainer {
        guard name != "web" else { throw DockerRefusal.nameTaken("web") }
        let text = "\(name ?? "") \(version) \(request.image) \(authentication ?? "")"
        return CreatedContainer(id: "new-id", node: "n1", answer: .object([("Id", "new-id"), ("Text", .string(text))]))
    }

    func nodeForBuild(_ placement: PlacementSpec, in cluster: ClusterID) async throws -> NodeID { "n1" }
    func noteRemoval(of container: ContainerID, on node: NodeID, in cluster: ClusterID) async throws {}
    func noteName(_ name: String, of container: ContainerID, on node: NodeID, in cluster: ClusterID) async throws {}
    func noteNetwork(
        _ network: String,
        endpoint: JSONText?,
        of container: ContainerID,
        in cluster: ClusterID
    ) async throws {}
    func volumesOfApplications(_ cluster: ClusterID) async throws -> Set<String> { ["data"] }
    func isNameTaken(_ name: String, in cluster: ClusterID) async throws -> Bool { name == "web" }
    func imageSource(of image: String, in cluster: ClusterID) async throws -> ImageSource {
        guard image == "mapped:1" else { return ImageSource(image: image) }
        return ImageSource(image: "registry/mapped:1", authentication: "login")
    }
    func dockerChanges(_ cluster: ClusterID) async throws -> AsyncStream<Void> {
        AsyncStream<Void>.makeStream().stream
    }

    /// Runs a tunnel between the stub agent and connections for as long as a test needs it.
    static func withAgent(_ agent: StubAgent, _ body: (AgentConnections) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let authority = try CertificateAuthority(commonName: "Test", now: Date())
        let server = try authority.issueServer(names: ["127.0.0.1"], now: Date())
        let signing = try SigningRequest(commonName: "n1")
        let node = try authority.issueNode(csrPEM: signing.csrPEM, clusterID: "c1", nodeID: "n1", now: Date())
        let listener = try TunnelListener(
            configuration: .init(
                address: "127.0.0.1",
                port: 0,
                certificateChainPEM: server.certificatePEM,
                privateKeyPEM: server.privateKeyPEM ?? "",
                trust: .authorities(pem: authority.certificatePEM)
            ),
            logger: logger
        )
        let connections = AgentConnections()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await listener.run(onListening: { port.yield($0) }) { tunnel in
                    connections.add(tunnel, cluster: "c1", node: "n1")
                    isReady.yield()
                    await tunnel.waitUntilClosed()
                }
            }
            var portIterator = ports.makeAsyncIterator()
            let number = try #require(await portIterator.next())
            let dialer = try TunnelDialer(
                configuration: .init(
                    host: "127.0.0.1",
                    port: number,
                    certificatePEM: node.certificatePEM,
                    privateKeyPEM: signing.privateKeyPEM,
                    authoritiesPEM: authority.certificatePEM
                ),
                handler: agent,
                logger: logger
            )
            group.addTask { try? await dialer.run() }
            var readyIterator = ready.makeAsyncIterator()
            _ = await readyIterator.next()
            defer { group.cancelAll() }
            try await body(connections)
        }
    }
}
