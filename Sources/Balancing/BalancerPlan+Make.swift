//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Routing

/// The load balancers of a cluster and all that they may lead to.
package struct BalancedCluster: Sendable {
    /// A node, for the load balancer that leads to the routing of all.
    package struct Node: Hashable, Sendable {
        package var id: NodeID
        package var address: String

        package init(id: NodeID, address: String) {
            self.id = id
            self.address = address
        }
    }

    package var balancers: [BalancerSpec]
    /// The one that leads to the routing of every node.
    package var defaultBalancer: BalancerName?
    package var services: [RoutedService]
    package var nodes: [Node]
    /// The port of the nodes that routing listens on.
    package var routingPort: Int

    package init(
        balancers: [BalancerSpec],
        defaultBalancer: BalancerName? = nil,
        services: [RoutedService],
        nodes: [Node] = [],
        routingPort: Int = 0
    ) {
        self.balancers = balancers
        self.defaultBalancer = defaultBalancer
        self.services = services
        self.nodes = nodes
        self.routingPort = routingPort
    }
}

extension BalancerPlan {
    /// The port of the cluster's own load balancer when it has no listener.
    package static let defaultPort = 80

    /// Makes the plan of what services ask for and which of their containers serve.
    ///
    /// Equal input gives an equal plan, in whatever order things come. What can't be had is left out and named. A
    /// listener that nobody is behind is not open; one that a service asks for is there for as long as it does.
    ///
    /// - Parameters:
    ///   - revision: The plan's revision.
    ///   - cluster: The load balancers, the services and the nodes.
    /// - Returns: The plan, and a line for each binding that is not in it.
    package static func make(
        revision: Int64,
        cluster: BalancedCluster
    ) -> (plan: BalancerPlan, conflicts: [String]) {
        var maker = BalancerPlanMaker(cluster)
        maker.addRouting()
        for service in cluster.services.sorted(by: { ($0.application, $0.spec.name) < ($1.application, $1.spec.name) })
        {
            for binding in service.spec.loadBalancers { maker.add(binding, of: service) }
        }
        return (BalancerPlan(revision: revision, entries: maker.entries), maker.conflicts)
    }
}

private struct BalancerPlanMaker {
    private struct Place: Hashable {
        var balancer: BalancerName
        var port: Int
    }

    private struct Draft {
        var entry: BalancerPlan.Entry
        var application: ApplicationName
        var parts: [WeightedServers]
    }

    private let cluster: BalancedCluster
    private let balancers: [BalancerName: BalancerSpec]
    private var drafts: [Place: Draft] = [:]
    private(set) var conflicts: [String] = []

    init(_ cluster: BalancedCluster) {
        self.cluster = cluster
        balancers = Dictionary(cluster.balancers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var entries: [BalancerPlan.Entry] {
        drafts.values.map { draft in
            var entry = draft.entry
            entry.listener.servers = WeightedServers.merge(draft.parts)
            entry.services.sort()
            return entry
        }
        .sorted {
            ($0.listener.balancer, $0.listener.port) < ($1.listener.balancer, $1.listener.port)
        }
    }

    /// The cluster's own load balancer: to the routing of every node, by each of its HTTP listeners.
    mutating func addRouting() {
        guard let name = cluster.defaultBalancer, var spec = balancers[name] else { return }
        let automatic = BalancerSpec.Listener(port: BalancerPlan.defaultPort, mode: .http)
        let listeners = spec.listeners.filter { $0.mode == .http }
        spec.check.path = HAProxyConfiguration.monitorPath
        let servers = cluster.nodes
            .map { RouteServer(name: $0.id.rawValue, address: $0.address, port: cluster.routingPort) }
            .filter { RouteGrammar.isName($0.name) && RouteGrammar.isAddress($0.address) }
        for listener in listeners.isEmpty ? [automatic] : listeners {
            drafts[Place(balancer: name, port: listener.port)] = Draft(
                entry: entry(listener, of: spec, isAutomatic: listeners.isEmpty),
                application: "",
                parts: [WeightedServers(weight: nil, servers: servers)]
            )
        }
    }

    mutating func add(_ binding: LoadBalancerSpec, of service: RoutedService) {
        let owner = "\(service.application)_\(service.spec.name)"
        let name = BalancerName(binding.balancer)
        guard let mode = binding.mode else { return }
        guard let spec = balancers[name] else {
            return refuse(binding, owner, "it is not bound to the cluster; bind it with `gantry lb bind \(name)`")
        }
        let known = spec.listener(binding.frontPort)
        guard known?.mode ?? mode == mode else {
            return refuse(
                binding,
                owner,
                "its listener there speaks \(known?.mode.rawValue ?? ""); correct one of them"
            )
        }
        guard let hostPort = service.spec.hostPort(of: binding) else {
            return refuse(binding, owner, "port \(binding.containerPort) has no fixed port on the nodes; publish it")
        }
        let place = Place(balancer: name, port: binding.frontPort)
        if let other = drafts.keys.first(where: { isTaken(place, by: $0) }) {
            return refuse(binding, owner, "\(other.balancer) has the port on the same nodes; choose another port")
        }
        let listener = BalancerSpec.Listener(port: binding.frontPort, mode: mode)
        var draft =
            drafts[place]
            ?? Draft(
                entry: entry(listener, of: spec, isAutomatic: known == nil),
                application: service.application,
                parts: []
            )
        guard draft.application == service.application, draft.entry.listener.mode == mode else {
            return refuse(binding, owner, "it leads to others already; choose another port")
        }
        draft.entry.services.append(owner)
        if hostPort == binding.frontPort {
            draft.entry.isOwnPort = true
            draft.entry.absent.formUnion(service.nodes)
        }
        draft.parts.append(
            WeightedServers(weight: service.share.weight, servers: servers(of: service, port: hostPort))
        )
        drafts[place] = draft
    }

    private func isTaken(_ place: Place, by other: Place) -> Bool {
        guard other.port == place.port, other.balancer != place.balancer, let left = balancers[place.balancer],
            let right = balancers[other.balancer]
        else { return false }
        return left.meets(right)
    }

    private mutating func refuse(_ binding: LoadBalancerSpec, _ owner: String, _ reason: String) {
        conflicts.append(
            "\(owner): port \(binding.frontPort) of the load balancer \(binding.balancer) left out: \(reason)"
        )
    }

    private func entry(
        _ listener: BalancerSpec.Listener,
        of spec: BalancerSpec,
        isAutomatic: Bool
    ) -> BalancerPlan.Entry {
        BalancerPlan.Entry(
            listener: BalancerListener(
                balancer: spec.name,
                port: listener.port,
                mode: listener.mode,
                connectionLimit: spec.connectionLimit,
                check: spec.check
            ),
            nodes: spec.nodes.sorted(),
            absent: [],
            isOwnPort: false,
            services: [],
            isAutomatic: isAutomatic
        )
    }

    private func servers(of service: RoutedService, port: Int) -> [RouteServer] {
        let chosen = service.chosenContainers { container in
            RouteGrammar.isName(container.status.id.rawValue) && RouteGrammar.isAddress(container.nodeAddress)
        }
        return chosen.map { container in
            RouteServer(
                name: container.status.id.rawValue,
                address: container.nodeAddress,
                port: port,
                isDraining: container.isDraining
            )
        }
        .sorted { $0.name < $1.name }
    }
}

extension LoadBalancerSpec {
    /// What a listener has to speak for it; nil for what no load balancer speaks yet.
    package var mode: BalancerSpec.Listener.Mode? {
        switch scheme {
        case .tcp: .tcp
        case .http: .http
        case .https, .udp: nil
        }
    }
}

extension ServiceSpec {
    /// The port of the nodes that a load balancer reaches its containers at.
    package func hostPort(of binding: LoadBalancerSpec) -> Int? {
        let port = ContainerPort(binding.containerPort, binding.scheme.transport)
        return ports.first { $0.container == port && $0.hostPort != nil }?.hostPort
    }
}
