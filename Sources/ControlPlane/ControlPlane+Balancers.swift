//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
import Model
import Store

/// Load balancers: named ports of nodes, each bound to one cluster at most.
extension ControlPlane {
    package func loadBalancers(nameContains filter: String?) async throws -> [LoadBalancerObject] {
        let balancers = try await repository.list(BalancerRecord.self, prefix: StoreKeys.balancers).filter { balancer in
            filter.map { balancer.name.rawValue.lowercased().contains($0.lowercased()) } ?? true
        }
        await withDiscardingTaskGroup { group in
            for cluster in Set(balancers.compactMap(\.cluster)) {
                group.addTask { try? await self.controller(cluster.rawValue).renewBalancerRefusals() }
            }
        }
        var objects: [LoadBalancerObject] = []
        for balancer in balancers { objects.append(await object(balancer)) }
        return objects
    }

    package func loadBalancer(_ name: String) async throws -> LoadBalancerObject {
        let balancer = try await existingBalancer(name).balancer
        await controller(of: balancer)?.renewBalancerRefusals()
        return await object(balancer)
    }

    package func createLoadBalancer(_ request: LoadBalancerRequest) async throws -> LoadBalancerObject {
        var spec = BalancerSpec(name: BalancerName(request.name))
        spec.listeners = try (request.listeners ?? []).map(Self.listener).sorted { $0.port < $1.port }
        spec.nodes = request.nodes ?? []
        spec.onServer = request.onServer
        spec.connectionLimit = request.connectionLimit
        spec.bandwidthLimit = request.bandwidthLimit
        spec.address = request.address
        spec.check.take(request.check)
        let now = settings.clock()
        let balancer = BalancerRecord(spec: spec, created: now, updated: now)
        try Self.check(balancer)
        let name = balancer.name
        try await balancerGate.run { [repository] in
            let others = try await repository.store.list(prefix: StoreKeys.balancers).entries.map(\.key)
            guard !others.contains(StoreKeys.balancer(name)) else {
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(name): is there already; change it, or choose another name"
                )
            }
            guard others.count < BalancerRecord.countLimit else {
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(name): there are \(others.count) already, which is the most; remove one first"
                )
            }
            try await repository.create(balancer, StoreKeys.balancer(name))
        }
        return await object(balancer)
    }

    package func changeLoadBalancer(_ name: String, _ change: LoadBalancerChange) async throws -> LoadBalancerObject {
        try await changeBalancer(name) { balancer in
            balancer.spec.move(to: change.nodes, onServer: change.onServer)
            if let limit = change.connectionLimit { balancer.spec.connectionLimit = limit == 0 ? nil : limit }
            if let limit = change.bandwidthLimit { balancer.spec.bandwidthLimit = limit == 0 ? nil : limit }
            if let address = change.address { balancer.spec.address = address.isEmpty ? nil : address }
            balancer.spec.check.take(change.check)
        }
    }

    /// Removes a load balancer, also from the cluster that it is bound to.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` while services name it.
    package func deleteLoadBalancer(_ name: String) async throws {
        let (entry, balancer) = try await existingBalancer(name)
        try await refuseUse(of: balancer)
        try await repository.store.commit(
            [.delete(key: entry.key)],
            if: [.revision(key: entry.key, entry.modRevision)]
        )
        try await controller(of: balancer)?.take(balancer, isBound: false)
    }

    // MARK: Parts

    /// Changes a load balancer in the Store, then where it works; one change after another.
    func changeBalancer(
        _ name: String,
        _ body: @Sendable (inout BalancerRecord) -> Void
    ) async throws -> LoadBalancerObject {
        let changed = try await balancerGate.run {
            let (entry, current) = try await existingBalancer(name)
            var next = current
            body(&next)
            guard next != current else { return current }
            try Self.check(next)
            let (before, after) = (await controller(of: current), await controller(of: next))
            if let before, before !== after { try await refuseUse(of: current) }
            try await after?.check(next)
            if let after { try await checkHost(next, in: after) }
            next.updated = settings.clock()
            try await repository.store.commit(
                [.put(key: entry.key, value: Repository.encode(next))],
                if: [.revision(key: entry.key, entry.modRevision)]
            )
            if let before, before !== after { try await before.take(next, isBound: false) }
            try await after?.take(next, isBound: true)
            return next
        }
        return await object(changed)
    }

    /// Refuses ports of the server's host that load balancers of other clusters have there.
    private func checkHost(_ balancer: BalancerRecord, in cluster: ClusterController) async throws {
        guard balancer.spec.isOnServer else { return }
        let ports = await cluster.ports(of: balancer)
        for other in clusterControllers where other !== cluster {
            for (name, taken) in await other.portsOnServer() {
                guard let port = ports.intersection(taken).min(by: { $0.number < $1.number }) else { continue }
                throw ControlPlaneError(
                    .conflict,
                    "load balancer \(balancer.name): port \(port.brief) of the server's host is that of \(name), which cluster "
                        + "\(await other.record.name) has; choose another port"
                )
            }
        }
    }

    func controller(of balancer: BalancerRecord) async -> ClusterController? {
        guard let cluster = balancer.cluster else { return nil }
        return try? await controller(cluster.rawValue)
    }

    func clusterName(_ id: ClusterID?) async -> String {
        guard let id else { return "" }
        return (try? await controller(id.rawValue).record.name) ?? id.rawValue
    }

    private func refuseUse(of balancer: BalancerRecord) async throws {
        let users = await controller(of: balancer)?.users(of: balancer.name).map(\.service) ?? []
        guard let first = users.first else { return }
        throw ControlPlaneError(
            .conflict,
            "load balancer \(balancer.name): leads to \(Set(users).sorted().joined(separator: ", ")); deploy \(first) without "
                + "its aliyun.lb label first"
        )
    }

    func existingBalancer(_ name: String) async throws -> (entry: StoreEntry, balancer: BalancerRecord) {
        guard BalancerSpec.isName(name),
            let entry = try await repository.store.get(StoreKeys.balancer(BalancerName(name)))
        else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: there is no load balancer '\(name.prefix(80))'; `gantry lb ls` lists those there are"
            )
        }
        return (entry, try Repository.decode(BalancerRecord.self, entry))
    }

    private static func check(_ balancer: BalancerRecord) throws {
        do throws(BalancerRefusal) { try balancer.spec.validate() } catch {
            throw ControlPlaneError(.invalid, error.description)
        }
        try checkCertificates(of: balancer)
    }

    private func object(_ balancer: BalancerRecord) async -> LoadBalancerObject {
        var object = LoadBalancerObject(name: balancer.name.rawValue)
        object.cluster = await clusterName(balancer.cluster)
        object.isDefault = balancer.isDefault
        object.nodes = balancer.spec.nodes
        object.onServer = balancer.spec.isOnServer
        object.connectionLimit = balancer.spec.connectionLimit
        object.bandwidthLimit = balancer.spec.bandwidthLimit
        object.check = balancer.spec.check.object
        object.certificates = (balancer.certificates ?? []).map { $0.object(at: settings.clock()) }
        object.address = balancer.spec.address
        object.created = balancer.created.description
        object.updated = balancer.updated.description
        if let controller = await controller(of: balancer) {
            object.listeners = await controller.listenerObjects(of: balancer)
            object.problems = await controller.problems(of: balancer)
            if balancer.spec.isOnServer, let obstacle = await settings.hostBalancing?.obstacle {
                object.problems.append(obstacle)
            }
        } else {
            object.listeners = balancer.spec.listeners.map(\.object)
        }
        return object
    }
}

extension BalancerSpec {
    /// Takes over where it is to run; what isn't given stays.
    fileprivate mutating func move(to nodes: [String]?, onServer: Bool?) {
        if let onServer { self.onServer = onServer }
        guard let nodes else {
            if onServer == true { self.nodes = [] }
            return
        }
        self.nodes = nodes
        if onServer == nil { self.onServer = nil }
    }
}

extension BalancerSpec.Check {
    /// Takes over what is given.
    fileprivate mutating func take(_ change: LoadBalancerCheck?) {
        guard let change else { return }
        if let path = change.path { self.path = path.isEmpty ? nil : path }
        intervalSeconds = change.intervalSeconds ?? intervalSeconds
        fall = change.fall ?? fall
        rise = change.rise ?? rise
    }

    fileprivate var object: LoadBalancerCheck {
        var object = LoadBalancerCheck()
        object.path = path
        object.intervalSeconds = intervalSeconds
        object.fall = fall
        object.rise = rise
        return object
    }
}
