//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Routing

extension ClusterController {
    /// Further routes of a host that a trace names.
    private static let shownOthers = 20

    private struct RouteOwner {
        var project: String
        var service: String
        var port: Int
    }

    func routeObjects(project: String?) -> [RouteObject] {
        let owners = routeOwners()
        return routeObjects(
            routeTable.rules.filter { project == nil || owners[$0.backend]?.project == project },
            owners
        )
    }

    /// Tells what becomes of a request, by the routes that every node is to have.
    ///
    /// - Throws: `ControlPlaneError.Code.invalid` for a URL that no router can be asked for.
    func trace(url: String) throws -> RouteTraceObject {
        let address: RequestAddress
        do {
            address = try RequestAddress(parsing: url)
        } catch {
            throw ControlPlaneError(.invalid, error.description)
        }
        let owners = routeOwners()
        let trace = routeTable.trace(address)
        var object = RouteTraceObject(host: address.host, path: address.path)
        object.route = routeObjects(trace.rule.map { [$0] } ?? [], owners).first
        object.shorter = routeObjects(trace.shorter, owners)
        object.others = routeObjects(Array(trace.others.prefix(Self.shownOthers)), owners)
        if let route = object.route { object.leftOut = leftOut(of: route) }
        object.reason = reason(for: object, address)
        for node in nodes.values {
            let name = node.record.name
            if !lacks(.routes, node), node.connection != nil {
                object.upToDate.append(name)
            } else {
                object.behind[name] =
                    node.connection == nil ? "its agent is away; its router goes on as it was" : "not taken yet"
            }
        }
        object.upToDate.sort()
        return object
    }

    private func reason(for trace: RouteTraceObject, _ address: RequestAddress) -> String {
        guard let route = trace.route else {
            if trace.others.isEmpty {
                return
                    "503: no service has a route for \(address.host); add aliyun.routing.port_N: \(address.host) to one"
            }
            return "503: no route of \(address.host) is for this path; the routes that it has are for others"
        }
        guard route.servers.allSatisfy(\.draining) else { return "" }
        let name = route.owner
        return trace.leftOut.isEmpty
            ? "503: \(name) has no container; start or scale it"
            : "503: no container of \(name) serves"
    }

    /// The containers of a route's service that are not among its servers.
    private func leftOut(of route: RouteObject) -> [RouteTraceObject.LeftOut] {
        let record = applications.values.first { $0.record.name.rawValue == route.project }?.record
        let routed = Set(route.servers.map(\.container))
        return nodes.values.flatMap { node in
            (record.map(node.containers.of) ?? looseContainers(on: node, of: route)).compactMap { status in
                guard record == nil || status.slot?.service.rawValue == route.service,
                    !routed.contains(status.name)
                else { return nil }
                return RouteTraceObject.LeftOut(
                    container: status.name,
                    node: node.record.name,
                    reason: Self.reason(status, on: node)
                )
            }
        }
        .sorted { $0.container < $1.container }
    }

    private static func reason(_ status: ContainerStatus, on node: NodeState) -> String {
        if node.lost != nil { return "its node is lost" }
        if status.state != .running { return status.state.rawValue }
        switch status.health.state {
        case .starting: return "its probe has not succeeded yet"
        case .unhealthy: return "unhealthy" + (status.health.message.isEmpty ? "" : ": \(status.health.message)")
        case .none, .healthy: break
        }
        if status.address == nil { return "no address in the cluster's network" }
        return node.connection == nil ? "the agent of its node is away" : "not in the routes yet"
    }

    private func routeObjects(_ rules: [RouteRule], _ owners: [String: RouteOwner]) -> [RouteObject] {
        let wanted = Set(rules.map(\.backend))
        let backends = Dictionary(
            routeTable.backends.lazy.filter { wanted.contains($0.name) }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return rules.compactMap { rule in
            guard let owner = owners[rule.backend] else { return nil }
            let backend = backends[rule.backend]
            var object = RouteObject(
                host: rule.host,
                path: rule.path,
                project: owner.project,
                service: owner.service,
                port: owner.port,
                sticky: backend?.isSticky ?? false
            )
            object.servers = (backend?.servers ?? []).map(routeServer)
            return object
        }
    }

    private func routeServer(_ server: RouteServer) -> RouteObject.Server {
        let id = ContainerID(server.name)
        let node = nodes.values.first { $0.containers[id] != nil }
        return RouteObject.Server(
            container: node?.containers[id]?.name ?? server.name,
            id: server.name,
            node: node?.record.name ?? "",
            address: server.address,
            port: server.port,
            draining: server.isDraining,
            weight: server.weight
        )
    }

    private func routeOwners() -> [String: RouteOwner] {
        var owners: [String: RouteOwner] = [:]
        for service in routeSource?.services ?? [] {
            for route in service.spec.routes {
                let owner = RouteOwner(
                    project: service.application.rawValue,
                    service: service.spec.name.rawValue,
                    port: route.containerPort
                )
                let backend = RouteBackend.name(owner.project, owner.service, port: owner.port)
                // Of two that make the same name, those of applications come first.
                if owners[backend] == nil { owners[backend] = owner }
            }
        }
        return owners
    }
}
