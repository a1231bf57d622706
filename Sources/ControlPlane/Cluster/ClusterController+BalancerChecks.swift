//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model

/// What load balancers and services may ask of each other.
extension ClusterController {
    /// Refuses a load balancer that can't be, or not so, one of this cluster's.
    ///
    /// - Throws: `ControlPlaneError`; nothing has changed then.
    func check(_ balancer: BalancerRecord) throws {
        guard balancer.spec.isOnServer || settings.routingImage != nil else {
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
            guard user.binding.scheme != .https || balancer.certificates != nil else {
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(balancer.name): \(user.service) asks for https at port \(user.binding.frontPort): "
                        + BalancerSpec.certificateRemedy(balancer.name)
                )
            }
            let listener = balancer.spec.listener(user.binding.nodePort)
            guard listener == nil || listener?.mode == user.binding.scheme else {
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
                    + "one first with `gantry lb unbind \(other.name) \(record.name)`"
            )
        }
        try checkPorts(ports(of: balancer), of: balancer)
    }

    /// Every port that a load balancer listens on, or is to by its listeners.
    func ports(of balancer: BalancerRecord) -> Set<ContainerPort> {
        let isAutomatic = balancer.isDefault && !balancer.spec.listeners.contains(where: \.mode.hasRequests)
        return Set(balancer.spec.listeners.map(\.nodePort))
            .union(users(of: balancer.name).map(\.binding.nodePort))
            .union(isAutomatic ? [ContainerPort(BalancerPlan.defaultPort)] : [])
    }

    private func checkPorts(_ ports: Set<ContainerPort>, of balancer: BalancerRecord) throws {
        let taken = balancer.spec.isOnServer ? [] : SystemApplications.ports.map { ContainerPort($0) }
        if let port = taken.first(where: ports.contains) {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): port \(port.brief) of the nodes is that of simple routing; choose another port"
            )
        }
        for other in balancers.values where other.name != balancer.name && other.spec.meets(balancer.spec) {
            let common = ports.intersection(self.ports(of: other))
            guard let port = common.min(by: { $0.number < $1.number }) else { continue }
            throw ControlPlaneError(
                .conflict,
                "load balancer \(balancer.name): port \(port.brief) is that of \(other.name) on "
                    + (balancer.spec.isOnServer
                        ? "the server's host; choose another port"
                        : "the same nodes; choose another port, or other nodes with `gantry lb set \(balancer.name) --node NODE`")
            )
        }
    }

    /// What is said of load balancers that services ask for and that aren't bound to the cluster yet.
    func balancerWarnings(of spec: ApplicationSpec) -> [Problem] {
        spec.services.flatMap { service in
            service.loadBalancers.filter { balancers[BalancerName($0.balancer)] == nil }.map {
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
            for binding in service.loadBalancers {
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
        if let listener = balancer.spec.listener(binding.nodePort), listener.mode != binding.scheme {
            throw ControlPlaneError(
                .invalid,
                "\(what): its listener at port \(binding.frontPort) speaks \(listener.mode.rawValue) and not "
                    + "\(binding.scheme.rawValue); change the label, or remove the listener with `gantry lb listener rm "
                    + "\(binding.balancer) \(binding.frontPort)`"
            )
        }
        guard binding.scheme != .https || balancer.certificates != nil else {
            throw ControlPlaneError(.invalid, "\(what): \(BalancerSpec.certificateRemedy(balancer.name))")
        }
        if let other = users(of: balancer.name).first(where: { $0.application != application }) {
            throw ControlPlaneError(
                .conflict,
                "\(what): leads to \(other.service) already, and is not shared; give each its own with `gantry lb create`"
            )
        }
        try checkPorts([binding.nodePort], of: balancer)
    }
}
