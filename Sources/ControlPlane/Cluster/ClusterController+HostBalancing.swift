//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model

/// The cluster's load balancers on the server's own host.
extension ClusterController {
    /// How the server's host is called where nodes are called by their names.
    static let hostName = "the server's host"

    /// Hands over what they do whenever that changed, until cancelled.
    func serveHost() async {
        guard let host = settings.hostBalancing else { return }
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        hostDelivery.signal = signal
        signal.yield()
        var last: [BalancerListener]?
        for await _ in signals {
            // What is made before all nodes are heard would lead to less.
            while !Task.isCancelled, awaited.isEmpty, hostDelivery.acknowledged < balancerPlan.revision {
                let revision = balancerPlan.revision
                let listeners = balancerPlan.listenersOnServer
                if listeners != last {
                    let problem = await host.put(listeners, of: id)
                    last = listeners
                    await noteHost(problem)
                }
                hostDelivery.acknowledged = revision
                routeAcknowledgements.send()
            }
        }
    }

    /// Whether the server's host is to lead to what came in with a revision, and doesn't yet.
    func hostLacks(_ revision: Int64) -> Bool {
        hostDelivery.signal != nil && hostDelivery.acknowledged < revision && !balancerPlan.listenersOnServer.isEmpty
    }

    /// The ports that load balancers of this cluster have on the server's host, by their names.
    func portsOnServer() -> [(name: BalancerName, ports: Set<ContainerPort>)] {
        balancers.values.filter(\.spec.isOnServer).map { ($0.name, ports(of: $0)) }
    }

    /// The same for the server's host as `renewRefusals` for nodes.
    func renewHostRefusal() async {
        guard let host = settings.hostBalancing, !hostDelivery.problem.isEmpty,
            hostDelivery.acknowledged == balancerPlan.revision
        else { return }
        await noteHost(await host.put(balancerPlan.listenersOnServer, of: id))
    }

    private func noteHost(_ problem: String) async {
        guard problem != hostDelivery.problem else { return }
        hostDelivery.problem = problem
        guard !problem.isEmpty else { return }
        await tellRefusal(problem, of: .balancers, at: Self.hostName)
    }
}
