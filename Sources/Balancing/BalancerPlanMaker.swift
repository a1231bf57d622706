//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing

/// Puts a plan together, listener by listener.
struct BalancerPlanMaker {
    private struct Place: Hashable {
        var balancer: BalancerName
        var port: ContainerPort
    }

    private struct Draft {
        var entry: BalancerPlan.Entry
        var application: ApplicationName
        var parts: [WeightedServers]
    }

    private let cluster: BalancedCluster
    private let balancers: [BalancerName: BalancerSpec]
    private var drafts: [Place: Draft] = [:]
    private(set) var conflicts: [BalancerPlan.Conflict] = []

    init(_ cluster: BalancedCluster) {
        self.cluster = cluster
        balancers = Dictionary(cluster.balancers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var entries: [BalancerPlan.Entry] {
        drafts.values.map { draft in
            var entry = draft.entry
            // What sends its clients elsewhere leads to nobody.
            let answers = entry.listener.redirectPort == nil
            entry.listener.servers = answers ? WeightedServers.merge(draft.parts) : []
            entry.services.sort()
            return entry
        }
        .sorted {
            ($0.listener.balancer, $0.listener.port, $0.listener.mode.rawValue)
                < ($1.listener.balancer, $1.listener.port, $1.listener.mode.rawValue)
        }
    }

    /// The cluster's own load balancer: to the routing of every node, by each of its listeners for requests.
    mutating func addRouting() {
        guard let name = cluster.defaultBalancer, var spec = balancers[name] else { return }
        let automatic = BalancerSpec.Listener(port: BalancerPlan.defaultPort, mode: .http)
        let listeners = spec.listeners.filter { $0.mode.hasRequests && hasCertificates($0.mode, name) }
        spec.check.path = HAProxyConfiguration.monitorPath
        let servers = cluster.nodes.filter(\.hasRouting)
            .map { RouteServer(name: $0.id.rawValue, address: $0.address, port: cluster.routingPort) }
            .filter { RouteGrammar.isName($0.name) && RouteGrammar.isAddress($0.address) }
        for listener in listeners.isEmpty ? [automatic] : listeners {
            drafts[Place(balancer: name, port: ContainerPort(listener.port))] = Draft(
                entry: entry(listener, of: spec, isAutomatic: listeners.isEmpty),
                application: "",
                parts: [WeightedServers(weight: nil, servers: servers)]
            )
        }
    }

    mutating func add(_ binding: LoadBalancerSpec, of service: RoutedService) {
        let name = BalancerName(binding.balancer)
        let mode = binding.scheme
        guard let spec = balancers[name] else {
            return refuse(
                binding,
                service,
                "it is not bound to the cluster; bind it with `gantry lb bind \(name) \(cluster.name)`"
            )
        }
        let known = spec.listener(binding.nodePort)
        guard known?.mode ?? mode == mode else {
            return refuse(
                binding,
                service,
                "its listener there speaks \(known?.mode.rawValue ?? ""); correct one of them"
            )
        }
        guard hasCertificates(mode, name) else {
            return refuse(binding, service, BalancerSpec.certificateRemedy(name))
        }
        guard let hostPort = service.spec.hostPort(of: binding) else {
            return refuse(binding, service, "port \(binding.containerPort) has no fixed port on the nodes; publish it")
        }
        let place = Place(balancer: name, port: binding.nodePort)
        if let other = drafts.keys.first(where: { isTaken(place, by: $0) }) {
            return refuse(binding, service, "\(other.balancer) has the port on the same nodes; choose another port")
        }
        let listener = known ?? BalancerSpec.Listener(port: binding.frontPort, mode: mode)
        var draft =
            drafts[place]
            ?? Draft(
                entry: entry(listener, of: spec, isAutomatic: known == nil),
                application: service.application,
                parts: []
            )
        guard draft.application == service.application, draft.entry.listener.mode == mode else {
            return refuse(binding, service, "it leads to others already; choose another port")
        }
        draft.entry.services.append("\(service.application)_\(service.spec.name)")
        if hostPort == binding.frontPort {
            draft.entry.isOwnPort = true
            draft.entry.absent.formUnion(service.nodes)
        }
        draft.parts.append(
            WeightedServers(weight: service.share.weight, servers: servers(of: service, port: hostPort))
        )
        drafts[place] = draft
    }

    /// Opens the listeners that lead to one that is open, though no service asks for them.
    mutating func addRedirects() {
        for spec in cluster.balancers {
            for listener in spec.listeners {
                let place = Place(balancer: spec.name, port: listener.nodePort)
                guard let target = listener.redirectPort, drafts[place] == nil,
                    drafts[Place(balancer: spec.name, port: ContainerPort(target))] != nil
                else { continue }
                let entry = entry(listener, of: spec, isAutomatic: false)
                drafts[place] = Draft(entry: entry, application: "", parts: [])
            }
        }
    }

    private func hasCertificates(_ mode: LoadBalancerSpec.Scheme, _ balancer: BalancerName) -> Bool {
        mode != .https || cluster.certificates[balancer]?.isEmpty == false
    }

    private func isTaken(_ place: Place, by other: Place) -> Bool {
        guard other.port == place.port, other.balancer != place.balancer, let left = balancers[place.balancer],
            let right = balancers[other.balancer]
        else { return false }
        return left.meets(right)
    }

    private mutating func refuse(_ binding: LoadBalancerSpec, _ service: RoutedService, _ reason: String) {
        conflicts.append(
            .init(application: service.application, service: service.spec.name, binding: binding, reason: reason)
        )
    }

    private func entry(
        _ listener: BalancerSpec.Listener,
        of spec: BalancerSpec,
        isAutomatic: Bool
    ) -> BalancerPlan.Entry {
        var open = BalancerListener(
            balancer: spec.name,
            port: listener.port,
            mode: listener.mode,
            connectionLimit: spec.connectionLimit,
            check: spec.check,
            certificates: listener.mode == .https ? cluster.certificates[spec.name] : nil
        )
        open.bandwidthLimit = spec.bandwidthLimit
        open.redirectPort = listener.redirectPort
        return BalancerPlan.Entry(
            listener: open,
            nodes: spec.nodes.sorted(),
            isOnServer: spec.isOnServer,
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
