//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import Balancing
import CustomRouting
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
    /// How long they may take to say what they count; the server waits little longer.
    private static let statisticsLimit = Duration.milliseconds(1_500)

    let proxy: DockerProxy
    let state: NodeState
    let watcher: EngineWatcher
    let hub: AddonHub
    let tables: TableFiles
    let credentials: NodeCredentials
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
            guard let table: RouteTable = try await readTable(request, responder) else { return }
            let isNew = await hub.accept(table)
            let newest = await hub.newestRevision
            try await answer(table, isNew ? nil : newest, to: .router, keptIn: tables.routes, responder)
        case ("PUT", AgentPaths.proxyServices):
            guard let table: ProxyServiceTable = try await readTable(request, responder) else { return }
            let isNew = await hub.accept(table)
            let newest = await hub.newestServices
            try await answer(table, isNew ? nil : newest, to: .proxy, keptIn: tables.services, responder)
        case ("PUT", AgentPaths.balancers):
            guard let table: BalancerTable = try await readTable(request, responder) else { return }
            let isNew = await hub.accept(table)
            let newest = await hub.newestBalancers
            try await answer(table, isNew ? nil : newest, to: .balancer, keptIn: tables.balancers, responder)
        case ("POST", AgentPaths.drain):
            try await drain(request, responder)
        case ("POST", AgentPaths.routeStatistics):
            try await tellStatistics(request, responder)
        case ("POST", AgentPaths.resolution):
            try await resolve(request, responder)
        case ("POST", AgentPaths.certificate):
            try await answer(try await credentials.begin(), responder)
        case ("PUT", AgentPaths.certificate):
            try await renewCertificate(request, responder)
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

    private func readTable<Table: RevisedTable>(
        _ request: TunnelServerRequest,
        _ responder: TunnelResponder
    ) async throws -> Table? {
        try await read(request, responder, limit: TableFiles.maximumSize)
    }

    /// Says what became of a table, which is kept unless it came too late: for `newest`.
    private func answer<Table: RevisedTable>(
        _ table: Table,
        _ newest: Int64?,
        to role: AddonHub.Role,
        keptIn file: TableFile<Table>,
        _ responder: TunnelResponder
    ) async throws {
        let name = "\(role) table \(table.revision)"
        if let newest {
            return try await responder.respond(status: 409, ByteBuffer(string: "\(newest)"))
        }
        do {
            try await file.save(table)
        } catch {
            // Those connected have it all the same; only a restart of the agent would miss it.
            logger.error("table not saved", metadata: ["error": "\(error)"])
        }
        switch await hub.publication(of: table.revision, to: role, within: Self.routesLimit) {
        case .applied: try await responder.respond(status: 204)
        case .pending(let reason), .refused(let reason):
            try await responder.respond(status: 202, ByteBuffer(string: "\(name): \(reason)"))
        }
    }

    private func drain(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        guard let drain: DrainRequest = try await read(request, responder, limit: 1 << 20) else { return }
        let seconds = min(max(drain.timeoutSeconds, 0), Self.maximumDrain)
        let isDone = await hub.drain(drain.servers, seconds: seconds)
        try await responder.respond(status: isDone ? 204 : 202)
    }

    private func tellStatistics(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        let limit = RouteStatisticsRequest.maximumSize
        guard let asked: RouteStatisticsRequest = try await read(request, responder, limit: limit) else { return }
        switch await hub.statistics(of: asked.backends, within: Self.statisticsLimit) {
        case .known(let statistics): try await answer(statistics, responder)
        case .unknown(let reason): try await responder.respond(status: 503, ByteBuffer(string: reason))
        }
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
        let addresses = await NameResolver.addresses(of: asked.names, on: group)
        try await answer(NameResolutionAnswer(addresses: addresses), responder)
    }

    private func renewCertificate(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        let limit = RenewalRequest.maximumSize
        guard let renewal: Renewal = try await read(request, responder, limit: limit) else { return }
        do {
            try await credentials.finish(renewal)
            logger.info("certificate renewed")
            try await responder.respond(status: 204)
        } catch let error as AgentError {
            try await responder.respond(status: 409, ByteBuffer(string: "\(error)"))
        }
    }

    private func answer(_ value: some Encodable, _ responder: TunnelResponder) async throws {
        try await responder.respond(
            status: 200,
            headers: [("content-type", "application/json")],
            ByteBuffer(bytes: try JSONEncoder().encode(value))
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
