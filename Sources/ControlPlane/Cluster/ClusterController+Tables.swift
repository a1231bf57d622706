//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import CustomRouting
import Logging
import Model
import Routing

/// Tables on their way to the nodes.
extension ClusterController {
    func revision(of table: NodeTable) -> Int64 {
        switch table {
        case .routes: routeTable.revision
        case .proxyServices: proxyTable.revision
        case .balancers: balancerPlan.revision
        }
    }

    /// Whether a node is to have a table and hasn't it in place.
    func lacks(_ table: NodeTable, _ node: NodeState) -> Bool {
        lacks(table, node, since: revision(of: table))
    }

    /// The same for the table that has something in it for the first time.
    func lacks(_ table: NodeTable, _ node: NodeState, since revision: Int64) -> Bool {
        node.uses(table) && node[table].acknowledged < revision
    }

    /// Has the nodes that lack a table get it.
    func announce(_ table: NodeTable) {
        for node in nodes.values where lacks(table, node) { node[table].signal?.yield() }
        if table == .balancers { hostDelivery.signal?.yield() }
    }

    /// Sends each new table of a kind to a node, the newest only when several wait, until cancelled.
    func send(_ table: NodeTable, _ connection: any NodeConnection, session: Int) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard nodes[connection.node]?.session == session else { return }
        nodes[connection.node]?[table].signal = signal
        signal.yield()
        await withDiscardingTaskGroup { group in
            defer { group.cancelAll() }
            for await _ in signals {
                guard await sendNewest(table, connection, session: session) else { return }
                guard let delivery = nodes[connection.node]?[table], delivery.isPending else { continue }
                group.addTask { await self.askAgain(table, of: connection.node, at: delivery.acknowledged) }
            }
        }
    }

    /// Sends a table to a node until it has the newest one.
    ///
    /// - Returns: False when the node has another connection by now.
    private func sendNewest(_ table: NodeTable, _ connection: any NodeConnection, session: Int) async -> Bool {
        var attempts = 0
        while !Task.isCancelled {
            guard let node = nodes[connection.node], node.session == session else { return false }
            guard lacks(table, node) else { break }
            let revision = revision(of: table)
            do {
                let answer = try await send(request(table, for: node), of: table, over: connection)
                guard nodes[connection.node]?.session == session else { return false }
                nodes[connection.node]?[table].acknowledged = revision
                await note(answer, table, of: connection.node)
                routeAcknowledgements.send()
                attempts = 0
            } catch {
                attempts += 1
                logger.warning(
                    "table not taken",
                    metadata: ["table": "\(table)", "node": "\(node.record.name)", "error": "\(error)"]
                )
                try? await Task.sleep(for: settings.retryDelay.after(attempts: attempts))
            }
        }
        return true
    }

    /// Asks a node how it is with a table that nobody there had read yet: what comes later may refuse it.
    private func askAgain(_ table: NodeTable, of id: NodeID, at revision: Int64) async {
        // A node without anybody to read it isn't asked for ever.
        for attempt in 4...12 {
            try? await Task.sleep(for: settings.retryDelay.after(attempts: attempt))
            guard !Task.isCancelled, let node = nodes[id], node[table].isPending,
                node[table].acknowledged == revision, !lacks(table, node)
            else { return }
            await renewRefusal(of: table, at: node)
        }
    }

    /// Asks the nodes that had something against a table how that is now, for they try again by themselves.
    func renewRefusals(of table: NodeTable) async {
        await withDiscardingTaskGroup { group in
            for node in nodes.values where !node[table].problem.isEmpty && !lacks(table, node) {
                group.addTask { await self.renewRefusal(of: table, at: node) }
            }
        }
    }

    private func renewRefusal(of table: NodeTable, at node: NodeState) async {
        guard let connection = node.connection, let request = try? request(table, for: node),
            // A node that doesn't answer is told of as it was last.
            let answer = try? await send(request, of: table, over: connection),
            nodes[node.record.id]?.session == node.session
        else { return }
        await note(answer, table, of: node.record.id)
    }

    private func request(_ table: NodeTable, for node: NodeState) throws -> NodeRequest {
        switch table {
        case .routes: try NodeRequest("PUT", table.path, json: routeTable)
        case .proxyServices: try NodeRequest("PUT", table.path, json: proxyTable)
        case .balancers: try NodeRequest("PUT", table.path, json: balancerPlan.table(for: node.record.name))
        }
    }

    /// What a node says of a table.
    private struct TableAnswer {
        /// What of it is not in place; empty for nothing.
        var problem = ""
        /// Whether nobody there has read it yet.
        var isPending = false
    }

    /// Sends a table.
    private func send(
        _ request: NodeRequest,
        of table: NodeTable,
        over connection: any NodeConnection
    ) async throws -> TableAnswer {
        let response = try await connection.send(request)
        let body = String(decoding: try await response.collect(upTo: 1 << 20), as: UTF8.self)
        switch response.status {
        case 202 where body.contains("refused"): return TableAnswer(problem: body)
        case 202: return TableAnswer(isPending: true)
        case 200..<300: return TableAnswer()
        case 409:
            // The node has a newer table, of a server whose clock was ahead: continue after it.
            goOn(after: Int64(body) ?? 0, table)
            throw ControlPlaneError(.conflict, "the node has a newer table")
        default: throw ControlPlaneError(.unavailable, "\(response.status): \(body)")
        }
    }

    private func goOn(after newer: Int64, _ table: NodeTable) {
        let next = max(revision(of: table), newer) + 1
        switch table {
        case .routes: routeTable.revision = next
        case .proxyServices: proxyTable.revision = next
        case .balancers: balancerPlan.revision = next
        }
    }

    /// Tells people what a node has refused, once, at the services that it is about.
    private func note(_ answer: TableAnswer, _ table: NodeTable, of id: NodeID) async {
        nodes[id]?[table].isPending = answer.isPending
        // The revision in front changes each time.
        let text = String(answer.problem.split(separator: ":", maxSplits: 1).last ?? "").trimmingPrefix(" ")
        guard let node = nodes[id], node[table].problem != text else { return }
        nodes[id]?[table].problem = String(text)
        guard !text.isEmpty else { return }
        await tellRefusal(String(text), of: table, at: node.record.name, node: node.record.name)
    }

    /// Records what of a table is not in place somewhere, at the services that it is about.
    func tellRefusal(_ text: String, of table: NodeTable, at place: String, node: String? = nil) async {
        let concerned = services(in: text, of: table)
        for var subject in concerned.isEmpty ? [.init()] : concerned {
            subject.node = node ?? subject.node
            let message = Self.refusal(text, at: place)
            await events.record(table.refusalEvent, message, level: "warning", about: subject)
        }
    }

    /// What was refused somewhere, for people.
    static func refusal(_ text: String, at place: String) -> String { "on \(place): \(text)" }

    /// The services that a refusal names.
    private func services(in refusal: String, of table: NodeTable) -> [EventLog.Subject] {
        switch table {
        case .proxyServices:
            return proxyTable.services.filter { refusal.contains("service \($0.alias):") }
                .map { .init(project: $0.project, service: $0.service) }
        case .routes:
            return applications.values.flatMap { application in
                application.record.presentServices.compactMap { service in
                    let name = "\(application.record.name)_\(service.name)"
                    let names = [name] + service.routes.map { "\(name)_\($0.containerPort)_servers" }
                    guard names.contains(where: { " \(refusal)".contains(" \($0): ") }) else { return nil }
                    return .init(project: application.record.name.rawValue, service: service.name.rawValue)
                }
            }
        case .balancers:
            let names = Set(
                balancerPlan.entries.filter { BalancerTable.concerns(refusal, $0.listener) }.flatMap(\.services)
            )
            return applications.values.flatMap { application in
                application.record.presentServices.compactMap { service in
                    guard names.contains("\(application.record.name)_\(service.name)") else { return nil }
                    return .init(project: application.record.name.rawValue, service: service.name.rawValue)
                }
            }
        }
    }
}
