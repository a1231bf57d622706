//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

/// A container that had better be on another node.
package struct PlannedMove: Hashable, Sendable {
    package var service: ServiceKey
    package var slot: ContainerSlot
    package var containerName: String
    package var from: NodeID
    package var to: NodeID
    /// Why, for people.
    package var reason: String
}

/// Finds out which containers to move so that services, then all containers, are spread evenly over the nodes.
///
/// It moves as few as it can: a container stays unless its service has fewer containers on the other node, or as many
/// and that node has fewer in total; or unless its own node couldn't take it any more.
package enum Rebalancer {
    /// The moves, each in the cluster as those before it leave it.
    ///
    /// Containers of `applications` are moved where their assignments say they are, unless they run on every node;
    /// with `only`, those of one service.
    package static func plan(
        _ applications: [ApplicationState],
        in cluster: ClusterView,
        only: ServiceKey? = nil
    ) -> [PlannedMove] {
        var cluster = cluster
        var moves: [PlannedMove] = []
        for application in applications where application.intent == .run {
            var rules: [ServiceName: PlacementRules] = [:]
            // The highest numbers move first, as they go first.
            for (slot, node) in application.assignments.sorted(by: { $0.key > $1.key }) {
                guard let service = application.spec.service(slot.service), !service.isGlobal,
                    application.runs(service.name), application.successors[slot] == nil,
                    cluster.condition(of: node) == .ready
                else { continue }
                let key = ServiceKey(application: application.name, service: service.name)
                let container = ContainerReservation(application: application.name, service: service, slot: slot)
                guard only == nil || only == key else { continue }
                let own = rules[service.name] ?? PlacementRules(service, application: application.name)
                rules[service.name] = own
                let request = PlacementRequest(container: container, rules: own)
                guard let move = move(request, of: key, slot, from: node, in: &cluster) else { continue }
                moves.append(move)
            }
        }
        return moves
    }

    private static func move(
        _ request: PlacementRequest,
        of service: ServiceKey,
        _ slot: ContainerSlot,
        from node: NodeID,
        in cluster: inout ClusterView
    ) -> PlannedMove? {
        let container = request.container
        guard let own = cluster.remove(container.name, on: node) else { return nil }
        guard case .node(let target, _) = Scheduler.place(request, in: &cluster),
            target != node, let reason = reason(for: container, service, from: node, to: target, in: cluster)
        else {
            cluster.add(own, on: node)
            return nil
        }
        cluster.add(container, on: target)
        return PlannedMove(
            service: service,
            slot: slot,
            containerName: container.name,
            from: node,
            to: target,
            reason: reason
        )
    }

    /// Why the container had better be on the other node, in a cluster without it; nil when it hadn't.
    private static func reason(
        for container: ContainerReservation,
        _ service: ServiceKey,
        from node: NodeID,
        to target: NodeID,
        in cluster: ClusterView
    ) -> String? {
        guard let here = cluster.node(node), let there = cluster.node(target) else { return nil }
        let stay = PlacementRequest(container: container, current: node)
        if case .refused(let refusals) = Scheduler.place(stay, in: cluster) { return refusals.explanation }
        func count(_ node: NodeView) -> Int { node.containers.values.count { $0.service == service } }
        if count(there) < count(here) {
            return "\(here.name) has \(count(here) + 1) containers of \(service), \(there.name) has \(count(there))"
        }
        guard count(there) == count(here), there.containers.count < here.containers.count else { return nil }
        return "\(here.name) has \(here.containers.count + 1) containers, \(there.name) has \(there.containers.count)"
    }
}
