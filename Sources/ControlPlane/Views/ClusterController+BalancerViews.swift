//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Balancing
import Model
import Routing

extension ClusterController {
    /// The listeners of a load balancer that is bound here, with those that services ask for.
    func listenerObjects(of balancer: BalancerRecord) -> [LoadBalancerObject.Listener] {
        let entries = balancerPlan.entries.filter { $0.listener.balancer == balancer.name }
        let open = entries.map { entry in
            var object = LoadBalancerObject.Listener(
                port: entry.listener.port,
                scheme: entry.listener.mode.rawValue,
                automatic: entry.isAutomatic
            )
            object.redirectHTTPS = entry.listener.redirectPort
            object.services = entry.services
            object.servers = entry.listener.servers.map(serverObject)
            object.leftTo = entry.absent.filter { balancer.spec.includes(node: $0) }.sorted()
            return object
        }
        let ports = Set(entries.map(\.listener.nodePort))
        let closed = balancer.spec.listeners.filter { !ports.contains($0.nodePort) }.map(\.object)
        return (open + closed).sorted { ($0.port, $0.scheme) < ($1.port, $1.scheme) }
    }

    /// Asks machines again that refused something of load balancers, for it may be in order by now.
    func renewBalancerRefusals() async {
        await renewRefusals(of: .balancers)
        await renewHostRefusal()
    }

    /// What services ask of a load balancer and don't get, what it doesn't do where it runs, and why.
    func problems(of balancer: BalancerRecord) -> [String] {
        let listeners = balancerPlan.entries.map(\.listener).filter { $0.balancer == balancer.name }
        let places =
            nodes.values.map { ($0.record.name, $0[.balancers].problem) }.sorted { $0.0 < $1.0 }
            + [(Self.hostName, hostDelivery.problem)]
        let refusals = places.filter { _, problem in listeners.contains { BalancerTable.concerns(problem, $0) } }
        return balancerConflicts.filter { $0.binding.balancer == balancer.name.rawValue }.map(\.description)
            + refusals.map { Self.refusal($1, at: $0) }
    }

    /// A server of a load balancer: a container, or for the cluster's own one a node.
    private func serverObject(_ server: RouteServer) -> RouteObject.Server {
        let found = try? container(server.name)
        return RouteObject.Server(
            container: found?.1.name ?? "",
            id: server.name,
            node: found?.0.record.name ?? nodes[NodeID(server.name)]?.record.name ?? "",
            address: server.address,
            port: server.port,
            draining: server.isDraining,
            weight: server.weight
        )
    }
}

extension BalancerSpec.Listener {
    /// It as it is shown where nobody is behind it.
    var object: LoadBalancerObject.Listener {
        var object = LoadBalancerObject.Listener(port: port, scheme: mode.rawValue, automatic: false)
        object.redirectHTTPS = redirectPort
        return object
    }
}

extension BalancerCertificateRecord {
    /// It as it is shown, without its key.
    func object(at now: Timestamp) -> LoadBalancerObject.Certificate {
        let seconds = expires.seconds - now.seconds
        return LoadBalancerObject.Certificate(
            name: name,
            names: names,
            issuer: issuer,
            begins: begins.description,
            expires: expires.description,
            daysLeft: Int(seconds < 0 ? (seconds - 86_399) / 86_400 : seconds / 86_400),
            fingerprint: fingerprint
        )
    }
}
