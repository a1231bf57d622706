//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import CustomRouting
import Model
import Routing

extension ClusterController {
    /// Goes on without hearing from nodes that were there before the server's start.
    func stopAwaiting(_ nodes: Set<NodeID>) {
        guard !awaited.isDisjoint(with: nodes) else { return }
        awaited.subtract(nodes)
        guard awaited.isEmpty else { return }
        publishRoutes()
        routeAcknowledgements.send()
    }

    /// Makes the route table of what is there now and, if it differs, has it sent to every node.
    func publishRoutes() {
        guard awaited.isEmpty else { return }
        let services = routedServices()
        publishProxyServices(services)
        publishBalancers(services)
        // Most reports are of nothing that routes are made of.
        let source = RouteSource(services: services, domain: record.domain)
        guard source != routeSource else { return }
        routeSource = source
        let (table, conflicts) = RouteTable.make(
            revision: routeTable.revision,
            services: services,
            domain: record.domain
        )
        routeConflicts = conflicts
        guard table != routeTable else { return }
        routeTable = table
        // Growing over the server's restarts as well, for routers never go back.
        routeTable.revision = max(routeTable.revision + 1, now.nanoseconds / 1_000_000)
        noteEntrances()
        announce(.routes)
    }

    private func noteEntrances() {
        let servers = routeTable.backends.lazy.flatMap(\.servers).map { ContainerID($0.name) }
        routeEntrances = entrances(of: servers, revision: routeTable.revision, before: routeEntrances)
    }

    /// When each container of a table came in, which those that were there keep.
    func entrances(
        of containers: some Sequence<ContainerID>,
        revision: Int64,
        before: [ContainerID: RouteEntrance]
    ) -> [ContainerID: RouteEntrance] {
        let entrance = RouteEntrance(revision: revision, deadline: now + settings.routeAcknowledgement)
        return Dictionary(
            containers.map { ($0, before[$0] ?? entrance) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The nodes that don't send visitors to a container yet although they should, by name.
    ///
    /// A node that takes longer than the settings allow is not waited for: its router may be what is broken.
    func nodesWithoutRoute(to container: ContainerID) -> [String] {
        guard awaited.isEmpty else { return awaited.compactMap { nodes[$0]?.record.name }.sorted() }
        let entrances: [(table: NodeTable, entrance: RouteEntrance)] = [
            (.routes, routeEntrances), (.proxyServices, proxyEntrances), (.balancers, balancerEntrances),
        ]
        .compactMap { table, entrances in
            entrances[container].flatMap { now < $0.deadline ? (table, $0) : nil }
        }
        guard !entrances.isEmpty else { return [] }
        let late = nodes.values.filter { node in
            node.condition == .ready && entrances.contains { lacks($0.table, node, since: $0.entrance.revision) }
        }
        let isHostLate = entrances.contains { $0.table == .balancers && hostLacks($0.entrance.revision) }
        return late.map(\.record.name).sorted() + (isHostLate ? [Self.hostName] : [])
    }

    private func routedServices() -> [RoutedService] { applicationServices() + looseServices() }

    func applicationServices() -> [RoutedService] {
        var containers: [ApplicationID: [ServiceName: [RoutedContainer]]] = [:]
        for node in nodes.values where node.lost == nil {
            for status in node.containers.values {
                guard let application = status.applicationID, let slot = status.slot else { continue }
                containers[application, default: [:]][slot.service, default: []].append(
                    RoutedContainer(
                        status: status,
                        isDraining: draining.contains(status.id),
                        isReachable: node.connection != nil,
                        nodeAddress: node.record.address
                    )
                )
            }
        }
        return applications.values.flatMap { application in
            application.record.presentServices.filter(\.hasEntrance).map { spec in
                RoutedService(
                    application: application.record.name,
                    spec: spec,
                    containers: containers[application.record.id]?[spec.name] ?? [],
                    share: application.record.routeShare(of: spec.name),
                    nodes: spec.loadBalancers.isEmpty ? [] : nodeNames(of: spec.name, application)
                )
            }
        }
    }

    /// Takes a container out of the routes of every node and waits for the requests under way to it.
    ///
    /// Returns when every connected node has said so, or when the time limits of the settings are over.
    func drain(_ container: ContainerID) async {
        draining.insert(container)
        await waitForAwaited()
        publishRoutes()
        await waitForRoutes()
        let drain = DrainRequest(servers: [container.rawValue], timeoutSeconds: settings.drainSeconds)
        guard let request = try? NodeRequest("POST", AgentPaths.drain, json: drain) else { return }
        await withTaskGroup(of: Void.self) { group in
            if !balancerPlan.listenersOnServer.isEmpty, let host = settings.hostBalancing {
                group.addTask { await host.drain(drain.servers, seconds: drain.timeoutSeconds) }
            }
            for node in nodes.values {
                guard let connection = node.connection else { continue }
                group.addTask {
                    // A node that can't answer has no say in it: its requests can't be waited for.
                    _ = try? await connection.send(request).collect(upTo: 4_096)
                }
            }
        }
    }

    /// Waits until every connected node has the present tables in place, or the time limit of the settings is over.
    func waitForRoutes() async {
        let revisions = NodeTable.allCases.map { ($0, revision(of: $0)) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForAcknowledgement(of: revisions) }
            group.addTask { try? await Task.sleep(for: self.settings.routeAcknowledgement) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits until the routes can be made of what all nodes have said.
    private func waitForAwaited() async {
        await waitForAcknowledgements { awaited.isEmpty }
    }

    private func waitForAcknowledgement(of revisions: [(table: NodeTable, revision: Int64)]) async {
        await waitForAcknowledgements {
            !revisions.contains { $0.table == .balancers && hostLacks($0.revision) }
                && nodes.values.allSatisfy { node in
                    node.connection == nil || !revisions.contains { lacks($0.table, node, since: $0.revision) }
                }
        }
    }

    private func waitForAcknowledgements(until isReached: () -> Bool) async {
        let acknowledgements = routeAcknowledgements.subscribe()
        if isReached() { return }
        for await _ in acknowledgements where isReached() { return }
    }
}

extension ServiceSpec {
    /// Whether visitors are led to its containers, by routes, by proxies of the users' own or by load balancers.
    var hasEntrance: Bool { !routes.isEmpty || wantsProxy || !loadBalancers.isEmpty }
}

/// What a route table was made of.
struct RouteSource: Hashable, Sendable {
    var services: [RoutedService]
    var domain: String
}

/// When a container came into the route table.
struct RouteEntrance: Sendable {
    /// The first table that has it.
    var revision: Int64
    /// Until when nodes that don't have this table are waited for.
    var deadline: Timestamp
}
