//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import FoundationEssentials
import Model
import Routing

extension ClusterController {
    /// How long a node may take to answer.
    private static let statisticsLimit = Duration.seconds(2)
    /// Answers may have megabytes: so many are taken at once.
    private static let concurrentQueries = 16
    /// Of more backends, everything is asked for.
    private static let maximumNames = 100

    /// Asks the routers of all nodes what they count, and shows it with the routes.
    ///
    /// A node that doesn't answer is named, and not waited for.
    func routeStatistics(project: String?) async -> RouteStatisticsObject {
        let routes = routeObjects(project: project)
        let backends = Set(routes.map(\.backendName))
        var report = RouteStatisticsObject(routes: routes, seconds: [:], missing: [:])
        guard !backends.isEmpty else { return report }
        var traffic = RouteTraffic(of: backends)
        let isPart = project != nil && backends.count <= Self.maximumNames
        let question = RouteStatisticsRequest(backends: isPart ? backends.sorted() : [])
        var waiting: [(name: String, connection: any NodeConnection)] = []
        for node in nodes.values {
            if let connection = node.connection {
                waiting.append((node.record.name, connection))
            } else {
                report.missing[node.record.name] = "its agent is away"
            }
        }
        await withTaskGroup(of: (String, Result<[RouterStatistics], ControlPlaneError>).self) { group in
            func askNext() {
                guard let (name, connection) = waiting.popLast() else { return }
                group.addTask { (name, await Self.ask(question, over: connection)) }
            }
            for _ in 0..<Self.concurrentQueries { askNext() }
            for await (name, answer) in group {
                switch answer {
                case .success(let statistics):
                    for part in statistics { traffic.add(part, of: name) }
                    report.seconds[name] = statistics.map(\.seconds).max()
                case .failure(let error):
                    report.missing[name] = error.message
                }
                askNext()
            }
        }
        report.add(traffic.backends)
        return report
    }

    private static func ask(
        _ question: RouteStatisticsRequest,
        over connection: any NodeConnection
    ) async -> Result<[RouterStatistics], ControlPlaneError> {
        let answer = await withTaskGroup(of: Result<[RouterStatistics], any Error>?.self) { group in
            group.addTask {
                do {
                    return .success(try await statistics(question, over: connection))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: statisticsLimit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        switch answer {
        case .success(let statistics)?: return .success(statistics)
        case .failure(let error as ControlPlaneError)?: return .failure(error)
        case .failure(let error)?: return .failure(ControlPlaneError(.unavailable, "\(error)"))
        case nil: return .failure(ControlPlaneError(.unavailable, "no answer within \(statisticsLimit)"))
        }
    }

    private static func statistics(
        _ question: RouteStatisticsRequest,
        over connection: any NodeConnection
    ) async throws -> [RouterStatistics] {
        let response = try await connection.send(NodeRequest("POST", AgentPaths.routeStatistics, json: question))
        let body = try await response.collect(upTo: RouteStatisticsRequest.maximumAnswer)
        guard response.status == 200 else {
            throw ControlPlaneError(.unavailable, String(decoding: body.prefix(1_000), as: UTF8.self))
        }
        return try JSONDecoder().decode([RouterStatistics].self, from: Data(body))
    }
}

extension RouteStatisticsObject {
    fileprivate mutating func add(_ backends: [String: RouteTraffic.Backend]) {
        for index in routes.indices {
            guard let backend = backends[routes[index].backendName] else { continue }
            let servers = routes[index].servers.map { ($0.id, $0.container) }
            let names = Dictionary(servers, uniquingKeysWith: { first, _ in first })
            let nodes = backend.parts.map { part in
                RouteReport.Node(
                    node: part.node,
                    traffic: TrafficObject(part.counts),
                    down: part.down.map { names[$0] ?? $0 }.sorted()
                )
            }
            routes[index].report = RouteReport(traffic: TrafficObject(backend.counts), nodes: nodes)
            for position in routes[index].servers.indices {
                guard let server = backend.servers[routes[index].servers[position].id] else { continue }
                routes[index].servers[position].report = ServerReport(
                    health: server.health.rawValue,
                    downOn: server.downOn.sorted(),
                    weight: server.weight,
                    traffic: TrafficObject(server.counts)
                )
            }
        }
    }
}

extension RouteObject {
    fileprivate var backendName: String { RouteBackend.name(project, service, port: port) }
}

extension TrafficObject {
    fileprivate init(_ counts: TrafficCounts) {
        self.init(
            sessions: counts.sessions,
            requests: counts.requests,
            requestsPerSecond: counts.requestRate,
            serverErrors: counts.serverErrors,
            connectionErrors: counts.connectionErrors,
            responseErrors: counts.responseErrors,
            retries: counts.retries
        )
    }
}
