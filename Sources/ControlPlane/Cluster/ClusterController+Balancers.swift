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
        // Without any that is bound or asked for, there is nothing that anybody has to be told.
        guard
            !balancers.isEmpty || !balancerPlan.entries.isEmpty || !balancerConflicts.isEmpty
                || services.contains(where: { !$0.spec.loadBalancers.isEmpty })
        else { return }
        let (plan, conflicts) = BalancerPlan.make(
            revision: balancerPlan.revision,
            cluster: BalancedCluster(
                name: record.name,
                balancers: balancers.values.map(\.spec),
                certificates: balancerCertificates,
                defaultBalancer: balancers.values.first(where: \.isDefault)?.name,
                services: services,
                nodes: balancingNodes,
                routingPort: SystemApplications.routingPort
            )
        )
        take(conflicts)
        if plan != balancerPlan {
            let ports = Set(balancerPlan.entries.map(\.listener.nodePort))
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
            if !ports.isSubset(of: plan.entries.map(\.listener.nodePort)) { markAllDirty() }
        }
        announce(.balancers)
    }

    private func take(_ conflicts: [BalancerPlan.Conflict]) {
        guard conflicts != balancerConflicts else { return }
        let known = Set(balancerConflicts)
        balancerConflicts = conflicts
        untoldConflicts = untoldConflicts.filter(conflicts.contains) + conflicts.filter { !known.contains($0) }
        passSignal.yield()
    }

    /// Tells people of what load balancers can't do for services, once.
    func tellConflicts() async {
        let conflicts = untoldConflicts
        untoldConflicts = []
        for conflict in conflicts {
            await events.record(
                "balancer.conflict",
                conflict.description,
                level: "warning",
                about: .init(project: conflict.application.rawValue, service: conflict.service.rawValue)
            )
        }
    }

    private var balancingNodes: [BalancedCluster.Node] {
        nodes.values.filter { !$0.isLeaving }.map { node in
            BalancedCluster.Node(
                id: node.record.id,
                name: node.record.name,
                address: node.record.address,
                hasRouting: node.lost == nil
            )
        }
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
        let certificates = try isBound ? balancer.certificates?.map { try $0.opened(secrets) } : nil
        balancers[balancer.name] = isBound ? balancer : nil
        balancerCertificates[balancer.name] = certificates
        publishRoutes()
        changes.send()
        deadlineChanges.send()
        markAllDirty()
        try await ensureBalancing()
    }

    /// Has the nodes run load balancers for as long as one is bound to the cluster.
    func ensureBalancing() async throws {
        guard let image = settings.routingImage else { return }
        let current = application(named: SystemApplications.balancingName)?.record
        let specs = balancers.values.map(\.spec).filter { !$0.isOnServer }
        guard !specs.isEmpty else {
            if let current { try await change(current.id) { $0.intent = .remove } }
            return
        }
        let nodes = specs.contains { $0.nodes.isEmpty } ? nil : Set(specs.flatMap(\.nodes))
        try await ensure(SystemApplications.balancing(image: image, nodes: nodes), "Load balancers")
    }

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
}
