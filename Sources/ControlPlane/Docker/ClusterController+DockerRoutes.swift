//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Compose
import DockerAPI
import Model
import Routing

/// Routes of containers that clients of the Docker API made, which their `aliyun.routing.*` labels ask for.
extension ClusterController {
    /// Who asks for routes beside the applications: a service of a project of Compose, or a container by itself.
    private struct LooseOwner: Hashable {
        var project: String
        var service: String

        init(_ labels: [String: String], name: String) {
            if let project = labels[ContainerLabels.project], let service = labels[ContainerLabels.service] {
                (self.project, self.service) = (project, service)
            } else {
                (project, service) = ("", name)
            }
        }

        init(_ service: RoutedService) {
            (project, self.service) = (service.application.rawValue, service.spec.name.rawValue)
        }
    }

    /// The containers without an application that ask for routes, those of one Compose service together.
    ///
    /// What the newest of them asks for counts: Compose makes the new one before it removes the old one.
    func looseServices() -> [RoutedService] {
        var found: [LooseOwner: (spec: ServiceSpec, newest: Timestamp, containers: [RoutedContainer])] = [:]
        for node in nodes.values where node.lost == nil {
            for (id, spec) in node.containers.ownRoutes {
                guard let status = node.containers[id] else { continue }
                let container = RoutedContainer(
                    status: status,
                    isReachable: node.connection != nil,
                    nodeAddress: node.record.address
                )
                var group = found[LooseOwner(status.labels, name: status.name)] ?? (spec, status.created, [])
                if status.created > group.newest { (group.spec, group.newest) = (spec, status.created) }
                group.containers.append(container)
                found[LooseOwner(status.labels, name: status.name)] = group
            }
        }
        return found.map { owner, group in
            var spec = group.spec
            spec.name = ServiceName(owner.service)
            return RoutedService(
                application: ApplicationName(owner.project),
                hasApplication: false,
                spec: spec,
                containers: group.containers
            )
        }
    }

    /// The containers on a node that ask for a route which belongs to no application.
    func looseContainers(on node: NodeState, of route: RouteObject) -> [ContainerStatus] {
        node.containers.ownRoutes.keys.compactMap { node.containers[$0] }.filter { status in
            let owner = LooseOwner(status.labels, name: status.name)
            return (owner.project, owner.service) == (route.project, route.service)
        }
    }

    /// Refuses labels of routing that are wrong, and addresses that somebody else serves.
    ///
    /// - Returns: What is doubtful about the labels, for the client.
    func checkRoutes(of request: CreateRequest) throws(DockerRefusal) -> [String] {
        let (spec, problems) = ContainerRoutes.read(request.labels)
        if let wrong = problems.first(where: { $0.severity == .error }) {
            throw DockerRefusal(400, "label \(wrong)")
        }
        let wanted = Set(spec.routes.map(address))
        let own = LooseOwner(request.labels, name: "")
        let others = applicationServices() + looseServices().filter { $0.isRunning && LooseOwner($0) != own }
        for other in wanted.isEmpty ? [] : others {
            guard let taken = other.spec.routes.map(address).first(where: wanted.contains) else { continue }
            throw DockerRefusal(
                409,
                "label aliyun.routing.port_…: route \(taken) is served by \(other.owner) already; "
                    + "choose another domain or path, or remove what serves it"
            )
        }
        return problems.map { "label \($0)" }
    }
}
