//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Orchestration
import Routing

/// The load balancers that are bound to the cluster, at work.
extension ClusterController {
    /// Makes what load balancers do and, if it differs, has it sent to the nodes that have one.
    func publishBalancers(_ services: [RoutedService]) {
        // Without any, there is nothing that anybody has to be told.
        guard !balancers.isEmpty || !balancerPlan.entries.isEmpty else { return }
        let (plan, _) = BalancerPlan.make(
            revision: balancerPlan.revision,
            cluster: BalancedCluster(
                balancers: balancers.values.map(\.spec),
                defaultBalancer: balancers.values.first(where: \.isDefault)?.name,
                services: services,
                nodes: routingNodes,
                routingPort: SystemApplications.routingPort
            )
        )
        if plan != balancerPlan {
            let ports = Set(balancerPlan.entries.map(\.listener.port))
            balancerPlan = plan
            // Growing over the server's restarts as well, for load balancers never go back.
            balancerPlan.revision = max(balancerPlan.revision + 1, now.nanoseconds / 1_000_000)
            let containers = plan.entries.lazy.flatMap(\.listener.servers).map { ContainerID($0.name) }
            balancerEntrances = entrances(
                of: containers,
                revision: balancerPlan.revision,
                before: balancerEntrances
            )
            // A port that is free now may be what a container waits for.
            if !ports.isSubset(of: plan.entries.map(\.listener.port)) { markAllDirty() }
        }
        announce(.balancers)
    }

    /// The nodes whose routing may be asked.
    private var routingNodes: [BalancedCluster.Node] {
        nodes.values.filter { $0.lost == nil && !$0.isLeaving }
            .map { BalancedCluster.Node(id: $0.record.id, address: $0.record.address) }
            .sorted { $0.id < $1.id }
    }

    /// The names of the nodes that a service's containers are on, or are about to be made on.
    func nodeNames(of service: ServiceName, _ application: ApplicationRuntime) -> Set<String> {
        let places = application.placements
        var names: Set<String> = []
        for table in [places.assignments, places.successors, places.moves] {
            for (slot, node) in table where slot.service == service {
                if let name = nodes[node]?.record.name { names.insert(name) }
            }
        }
        for node in nodes.values
        where node.containers.of(application.record).contains(where: { $0.slot?.service == service }) {
            names.insert(node.record.name)
        }
        return names
    }

    /// Takes in a load balancer that is bound here, or one that is not any more.
    func take(_ balancer: BalancerRecord, isBound: Bool) async throws {
        balancers[balancer.name] = isBound ? balancer : nil
        publishRoutes()
        changes.send()
        markAllDirty()
        try await ensureBalancing()
    }

    /// Has the nodes run load balancers for as long as one is bound to the cluster.
    func ensureBalancing() async throws {
        guard let image = settings.routingImage else { return }
        let current = application(named: SystemApplications.balancingName)?.record
        guard !balancers.isEmpty else {
            if let current { try await change(current.id) { $0.intent = .remove } }
            return
        }
        let specs = balancers.values.map(\.spec)
        let nodes = specs.contains { $0.nodes.isEmpty } ? nil : Set(specs.flatMap(\.nodes))
        try await ensure(SystemApplications.balancing(image: image, nodes: nodes), "Load balancers")
    }

    // MARK: Checks

    /// The services that a load balancer leads to, as `application_service`, with what they ask of it.
    func users(
        of balancer: BalancerName
    ) -> [(service: String, application: ApplicationName, binding: LoadBalancerSpec)] {
        applications.values.filter { $0.record.intent != .remove }.flatMap { application in
            application.record.presentServices.flatMap { service in
                service.loadBalancers.filter { $0.balancer == balancer.rawValue }.map {
                    ("\(application.record.name)_\(service.name)", application.record.name, $0)
                }
            }
        }
        .sorted { ($0.0, $0.2.frontPort) < ($1.0, $1.2.frontPort) }
    }

    /// Refuses a load balancer that can't be, or not so, one of this cluster's.
    ///
    /// - Throws: `ControlPlaneError`; nothing has changed then.
    func check(_ balancer: BalancerRecord) throws {
        guard settings.routingImage != nil else {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): the server has no image to run it with; start it with --routing-image"
            )
        }
        for name in balancer.spec.nodes { _ = try node(named: name) }
        let users = users(of: balancer.name)
        if let first = users.first, let other = users.first(where: { $0.application != first.application }) {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): \(first.service) and \(other.service) both ask for it, and it is not "
                    + "shared; deploy one of them without its label first, or with the name of another"
            )
        }
        for user in users {
            if balancer.isDefault {
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(balancer.name): is already bound to backend servers, those of \(user.service); take "
                        + "another one for the cluster's routing"
                )
            }
            let listener = balancer.spec.listener(user.binding.frontPort)
            guard listener == nil || listener?.mode == user.binding.mode else {
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(balancer.name): \(user.service) asks for \(user.binding.scheme.rawValue) at port "
                        + "\(user.binding.frontPort); give the listener this protocol, or change the label first"
                )
            }
        }
        if balancer.isDefault, let other = balancers.values.first(where: { $0.isDefault && $0.name != balancer.name }) {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): cluster \(record.name) has \(other.name) for its routing; unbind that "
                    + "one first with `gantry lb unbind \(other.name)`"
            )
        }
        try checkPorts(ports(of: balancer), of: balancer)
    }

    /// Every port that a load balancer listens on, or is to by its listeners.
    private func ports(of balancer: BalancerRecord) -> Set<Int> {
        let isAutomatic = balancer.isDefault && !balancer.spec.listeners.contains { $0.mode == .http }
        return Set(balancer.spec.listeners.map(\.port))
            .union(users(of: balancer.name).filter { $0.binding.mode != nil }.map(\.binding.frontPort))
            .union(isAutomatic ? [BalancerPlan.defaultPort] : [])
    }

    private func checkPorts(_ ports: Set<Int>, of balancer: BalancerRecord) throws {
        if let port = ports.intersection(SystemApplications.ports).min() {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): port \(port) of the nodes is that of simple routing; choose another port"
            )
        }
        for other in balancers.values where other.name != balancer.name && other.spec.meets(balancer.spec) {
            guard let port = ports.intersection(self.ports(of: other)).min() else { continue }
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): port \(port) is that of \(other.name) on the same nodes; choose another "
                    + "port, or other nodes with `gantry lb set \(balancer.name) --node NODE`"
            )
        }
    }

    /// What is said of load balancers that services ask for and that aren't bound to the cluster yet.
    func balancerWarnings(of spec: ApplicationSpec) -> [Problem] {
        spec.services.flatMap { service in
            service.loadBalancers.filter { $0.mode != nil && balancers[BalancerName($0.balancer)] == nil }.map {
                binding in
                Problem(
                    .warning,
                    key: "\(service.name).labels.aliyun.lb.port_\(binding.containerPort)",
                    message:
                        "no load balancer \(binding.balancer) is bound to cluster \(record.name), so none leads here yet",
                    remedy: "make it with `gantry lb create \(binding.balancer)` and bind it with `gantry lb bind "
                        + "\(binding.balancer) \(record.name)`; the application need not be deployed again"
                )
            }
        }
    }

    /// Refuses ports of load balancers that services can't have.
    func checkBalancers(of spec: ApplicationSpec) throws {
        for service in spec.services {
            for binding in service.loadBalancers where binding.mode != nil {
                try check(binding, of: service, in: spec.name)
            }
        }
    }

    private func check(_ binding: LoadBalancerSpec, of service: ServiceSpec, in application: ApplicationName) throws {
        let what =
            "\(application)_\(service.name): aliyun.lb.port_\(binding.containerPort): load balancer \(binding.balancer)"
        // Its user makes it, before or after.
        guard let balancer = balancers[BalancerName(binding.balancer)] else { return }
        guard !balancer.isDefault else {
            throw ControlPlaneError(
                .invalid,
                "\(what): is the cluster's own, which leads to its routing; name another one, or give the service a route "
                    + "with aliyun.routing.port_\(binding.containerPort)"
            )
        }
        if let listener = balancer.spec.listener(binding.frontPort), listener.mode != binding.mode {
            throw ControlPlaneError(
                .invalid,
                "\(what): its listener at port \(binding.frontPort) speaks \(listener.mode.rawValue) and not "
                    + "\(binding.scheme.rawValue); change the label, or remove the listener with `gantry lb listener rm "
                    + "\(binding.balancer) \(binding.frontPort)`"
            )
        }
        if let other = users(of: balancer.name).first(where: { $0.application != application }) {
            throw ControlPlaneError(
                .conflict,
                "\(what): leads to \(other.service) already, and is not shared; give each its own with `gantry lb create`"
            )
        }
        try checkPorts([binding.frontPort], of: balancer)
    }
}
