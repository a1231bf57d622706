//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
import Balancing
import Model
import Store

/// Which cluster has a load balancer.
extension ControlPlane {
    /// Binds a load balancer to a cluster, whose services may name it from then on.
    package func bindLoadBalancer(_ name: String, _ request: LoadBalancerBinding) async throws -> LoadBalancerObject {
        let controller = try await controller(request.cluster)
        let current = try await existingBalancer(name).balancer
        guard current.cluster == nil || current.cluster == controller.id else {
            let other = await clusterName(current.cluster)
            throw ControlPlaneError(
                .conflict,
                "load balancer \(name): is bound to cluster \(other), and clusters don't share one; unbind it first with "
                    + "`gantry lb unbind \(name) \(other)`"
            )
        }
        return try await changeBalancer(name) { balancer in
            balancer.cluster = controller.id
            balancer.isDefault = request.isDefault ?? balancer.isDefault
        }
    }

    /// - Throws: `ControlPlaneError.Code.conflict` while services name it.
    package func unbindLoadBalancer(_ name: String, _ request: LoadBalancerBinding) async throws -> LoadBalancerObject {
        let controller = try await controller(request.cluster)
        let current = try await existingBalancer(name).balancer
        guard current.cluster == controller.id else {
            throw ControlPlaneError(
                .conflict,
                "load balancer \(name): is not bound to cluster \(request.cluster); `gantry lb ls` shows where it is"
            )
        }
        return try await changeBalancer(name) { balancer in
            balancer.cluster = nil
            balancer.isDefault = false
        }
    }

    /// - Throws: `ControlPlaneError.Code.conflict` where nodes can't run load balancers.
    func checkBalancing() throws {
        guard settings.routingImage == nil else { return }
        throw ControlPlaneError(
            .conflict,
            "need_slb: the server has no image to run a load balancer with; start it with --routing-image, or leave the load "
                + "balancer out"
        )
    }

    /// Makes the load balancer that leads to the routing of a cluster, and goes with it.
    ///
    /// It has the cluster's name, or its ID where that is no name for one or another has it.
    func makeLoadBalancer(for controller: ClusterController) async throws {
        let name = await controller.record.name
        var isFree = BalancerSpec.isName(name)
        if isFree { isFree = try await repository.store.get(StoreKeys.balancer(BalancerName(name))) == nil }
        var request = LoadBalancerRequest(name: isFree ? name : controller.id.rawValue)
        request.listeners = [ListenerObject(port: BalancerPlan.defaultPort, scheme: "http")]
        let made = try await createLoadBalancer(request)
        _ = try await changeBalancer(made.name) { balancer in
            balancer.cluster = controller.id
            balancer.madeFor = controller.id
            balancer.isDefault = true
        }
    }

    /// What unbinds the load balancers of a cluster that goes, and removes the one that was made with it.
    func unbindAll(from cluster: ClusterID) async throws -> [StoreOperation] {
        let all = try await repository.list(BalancerRecord.self, prefix: StoreKeys.balancers)
        return try all.filter { $0.cluster == cluster }.map { balancer in
            guard balancer.madeFor != cluster else { return .delete(key: StoreKeys.balancer(balancer.name)) }
            var balancer = balancer
            balancer.cluster = nil
            balancer.isDefault = false
            return .put(key: StoreKeys.balancer(balancer.name), value: try Repository.encode(balancer))
        }
    }
}
