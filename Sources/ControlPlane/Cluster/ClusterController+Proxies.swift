//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
import Logging
import Model
import Routing

/// Proxies of the users' own: they are told of services as routers are of routes, on the nodes that have one.
extension ClusterController {
    /// Makes the table of what proxies lead to and, if it differs, has it sent to the nodes that have one.
    func publishProxyServices(_ services: [RoutedService]) {
        let table = ProxyServiceTable.make(revision: proxyTable.revision, services: services)
        if table != proxyTable {
            proxyTable = table
            // Growing over the server's restarts as well, for proxies never go back.
            proxyTable.revision = max(proxyTable.revision + 1, now.nanoseconds / 1_000_000)
            let containers = proxyTable.services.lazy.flatMap(\.servers).map { ContainerID($0.id) }
            proxyEntrances = entrances(of: containers, revision: proxyTable.revision, before: proxyEntrances)
        }
        // Nodes that have their first proxy now are among them.
        for node in nodes.values where node.hasProxy && node.acknowledgedProxies < proxyTable.revision {
            node.proxySignal?.yield()
        }
    }

    /// Sends each new table to a node that has a proxy, the newest only when several wait, until cancelled.
    func sendProxyServices(_ connection: any NodeConnection, session: Int) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard nodes[connection.node]?.session == session else { return }
        nodes[connection.node]?.proxySignal = signal
        signal.yield()
        var attempts = 0
        for await _ in signals {
            while !Task.isCancelled {
                guard let node = nodes[connection.node], node.session == session else { return }
                let table = proxyTable
                guard node.hasProxy, table.revision > node.acknowledgedProxies else { break }
                do {
                    let problem = try await send(table, over: connection)
                    guard nodes[connection.node]?.session == session else { return }
                    nodes[connection.node]?.acknowledgedProxies = table.revision
                    let concerned = proxyTable.services.filter { problem.contains("service \($0.alias):") }
                    await note(
                        problem,
                        of: connection.node,
                        in: \.proxyProblem,
                        as: "proxy.refused",
                        about: concerned.map { .init(project: $0.project, service: $0.service) }
                    )
                    routeAcknowledgements.send()
                    attempts = 0
                } catch {
                    attempts += 1
                    logger.warning(
                        "services not taken by proxies",
                        metadata: ["node": "\(node.record.name)", "error": "\(error)"]
                    )
                    try? await Task.sleep(for: RetryDelay.after(attempts: attempts))
                }
            }
        }
    }

    /// Sends a table and returns what the node's proxies didn't put in place; empty for nothing.
    private func send(_ table: ProxyServiceTable, over connection: any NodeConnection) async throws -> String {
        let response = try await connection.send(NodeRequest("PUT", AgentPaths.proxyServices, json: table))
        let body = String(decoding: try await response.collect(upTo: 1 << 20), as: UTF8.self)
        switch response.status {
        case 202: return body.contains("refused") ? body : ""
        case 200..<300: return ""
        case 409:
            // The node has a newer table, of a server whose clock was ahead: continue after it.
            proxyTable.revision = max(proxyTable.revision, Int64(body) ?? 0) + 1
            throw ControlPlaneError(.conflict, "the node has newer services")
        default: throw ControlPlaneError(.unavailable, "\(response.status): \(body)")
        }
    }
}
