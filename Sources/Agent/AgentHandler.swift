//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerEngine
import FoundationEssentials
import Logging
import Model
import NIOCore
import Routing
import Tunnel

/// Answers the control plane's requests.
struct AgentHandler: TunnelHandler {
    /// The longest time for which a drain may be asked, in seconds.
    private static let maximumDrain = 3_600
    /// How long the routers may take to put a table in place.
    private static let routesLimit = Duration.seconds(5)

    let proxy: DockerProxy
    let state: NodeState
    let watcher: EngineWatcher
    let hub: AddonHub
    let routes: RouteTableFile
    let group: any EventLoopGroup
    let logger: Logger

    func handle(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        if let path = enginePath(request.path) {
            try await proxy.pass(path, request, responder)
            if request.method == "POST", path.contains("/swarm/") { await watcher.noteStatusChange() }
            return
        }
        switch (request.method, request.path) {
        case ("GET", AgentPaths.reports):
            try await responder.respondHead(status: 200, headers: [("content-type", "application/x-ndjson")])
            try await ReportStream(state: state).run { try await responder.write($0) }
        case ("PUT", AgentPaths.routes):
            try await putRoutes(request, responder)
        case ("POST", AgentPaths.drain):
            try await drain(request, responder)
        case ("POST", AgentPaths.resolution):
            try await resolve(request, responder)
        default:
            try await responder.respond(
                status: 404,
                ByteBuffer(string: "agent: \(request.method) \(request.path.prefix(200)) is not served here")
            )
        }
    }

    func handlePipe(to target: String, _ pipe: TunnelPipe) async throws {
        guard target == AgentPaths.dockerPipe else {
            throw AgentError("agent: no pipe leads to '\(target.prefix(200))'; use \(AgentPaths.dockerPipe)")
        }
        try await proxy.connect(pipe)
    }

    /// The engine's path of a request for the engine; nil for any other.
    private func enginePath(_ path: String) -> String? {
        guard path.hasPrefix(AgentPaths.dockerPrefix + "/") else { return nil }
        return String(path.dropFirst(AgentPaths.dockerPrefix.count))
    }

    private func putRoutes(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        guard let table: RouteTable = try await read(request, responder, limit: RouteTableFile.maximumSize) else {
            return
        }
        guard await hub.accept(table) else {
            let newest = await hub.newestRevision
            return try await responder.respond(
                status: 409,
                ByteBuffer(string: "route table \(table.revision): the node has revision \(newest); send a newer one")
            )
        }
        do {
            try await routes.save(table)
        } catch {
            // Routers have it all the same; only a restart of the agent would miss it.
            logger.error("route table not saved", metadata: ["error": "\(error)"])
        }
        switch await hub.publication(of: table.revision, within: Self.routesLimit) {
        case .applied:
            try await responder.respond(status: 204)
        case .pending(let reason):
            try await responder.respond(
                status: 202,
                ByteBuffer(string: "route table \(table.revision): \(reason)")
            )
        }
    }

    private func drain(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        guard let drain: DrainRequest = try await read(request, responder, limit: 1 << 20) else { return }
        let seconds = min(max(drain.timeoutSeconds, 0), Self.maximumDrain)
        let isDone = await hub.drain(drain.servers, seconds: seconds)
        try await responder.respond(status: isDone ? 204 : 202)
    }

    private func resolve(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        guard let asked: NameResolutionRequest = try await read(request, responder, limit: 1 << 20) else { return }
        let maximum = NameResolutionRequest.maximumNames
        guard asked.names.count <= maximum else {
            return try await responder.respond(
                status: 400,
                ByteBuffer(string: "agent: \(asked.names.count) names are too many; ask for \(maximum) at most")
            )
        }
        let answer = NameResolutionAnswer(addresses: await NameResolver.addresses(of: asked.names, on: group))
        try await responder.respond(
            status: 200,
            headers: [("content-type", "application/json")],
            ByteBuffer(bytes: try JSONEncoder().encode(answer))
        )
    }

    /// Reads a request's JSON; answers the request and returns nil when it can't be read.
    private func read<Value: Decodable>(
        _ request: TunnelServerRequest,
        _ responder: TunnelResponder,
        limit: Int
    ) async throws -> Value? {
        let bytes = try await request.body.collect(upTo: limit)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes.readableBytesView))
        } catch {
            try await responder.respond(
                status: 400,
                ByteBuffer(string: "agent: the body of \(request.method) \(request.path) can't be read: \(error)")
            )
            return nil
        }
    }
}
