//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
import Routing

extension BalancerPlan {
    /// What a service asks of a load balancer and doesn't get.
    package struct Conflict: Hashable, Sendable, CustomStringConvertible {
        package var application: ApplicationName
        package var service: ServiceName
        package var binding: LoadBalancerSpec
        /// Why, and what to do.
        package var reason: String

        package var description: String {
            "\(application)_\(service): port \(binding.frontPort) of the load balancer \(binding.balancer) left out: "
                + reason
        }
    }

    /// The port of the cluster's own load balancer when it has no listener.
    package static let defaultPort = 80

    /// Makes the plan of what services ask for and which of their containers serve.
    ///
    /// Equal input gives an equal plan, in whatever order things come. What can't be had is left out and named. A
    /// listener that nobody is behind is not open, nor one that leads to it; one that a service asks for is there for as long as it does.
    ///
    /// - Parameters:
    ///   - revision: The plan's revision.
    ///   - cluster: The load balancers, the services and the nodes.
    /// - Returns: The plan, and each binding that is not in it, in the order of the services.
    package static func make(
        revision: Int64,
        cluster: BalancedCluster
    ) -> (plan: BalancerPlan, conflicts: [Conflict]) {
        var maker = BalancerPlanMaker(cluster)
        maker.addRouting()
        for service in cluster.services.sorted(by: { ($0.application, $0.spec.name) < ($1.application, $1.spec.name) })
        {
            for binding in service.spec.loadBalancers { maker.add(binding, of: service) }
        }
        maker.addRedirects()
        let addresses = VirtualAddress.assign(
            cluster.balancers,
            nodes: Dictionary(cluster.nodes.map { ($0.name, $0.address) }, uniquingKeysWith: { first, _ in first })
        )
        return (BalancerPlan(revision: revision, entries: maker.entries, addresses: addresses), maker.conflicts)
    }
}

extension ServiceSpec {
    /// The port of the nodes that a load balancer reaches its containers at.
    package func hostPort(of binding: LoadBalancerSpec) -> Int? {
        let port = ContainerPort(binding.containerPort, binding.scheme.transport)
        return ports.first { $0.container == port && $0.hostPort != nil }?.hostPort
    }
}
