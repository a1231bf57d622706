//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
package import Logging
package import Model
package import Store

/// All clusters that this server runs: the one way in for the API, the console and the agents.
///
/// Every call that changes something returns once it is in the Store; carrying it out goes on from there.
package actor ControlPlane {
    let repository: Repository
    let certificates: any CertificateIssuing
    let secrets: any SecretSealing
    let settings: ControlPlaneSettings
    let logger: Logger

    private var controllers: [ClusterID: ClusterController]
    private let started: AsyncStream<ClusterController>
    private let starting: AsyncStream<ClusterController>.Continuation
    /// Whether `run()` took up the clusters there were; later ones are handed to it.
    private var isRunning = false
    /// The clusters' names, each taken before the cluster that wants it is made.
    private var names: [ClusterID: String]
    /// The ports of the clusters' endpoints, each taken before the cluster that has it is made.
    private var endpointPorts: [ClusterID: Int] = [:]
    private var endpointChanges = ChangeBroadcast()
    /// Configuration items are made one after another.
    let configurationGate = ConcurrencyGate(limit: 1)
    /// Load balancers are made and changed one after another.
    let balancerGate = ConcurrencyGate(limit: 1)
    /// The clusters at work.
    private var runs: [ClusterID: ClusterRun] = [:]

    /// Reads the state that an earlier run left in the Store.
    ///
    /// - Throws: `ControlPlaneError` when another version of Gantry wrote it, or a record can't be read.
    package init(
        store: any Store,
        certificates: any CertificateIssuing,
        secrets: any SecretSealing,
        settings: ControlPlaneSettings,
        logger: Logger
    ) async throws {
        repository = Repository(store: store)
        self.certificates = certificates
        self.secrets = secrets
        self.settings = settings
        self.logger = logger
        (started, starting) = AsyncStream.makeStream()
        controllers = [:]
        names = [:]
        try await StateFormat.claim(repository)
        let records = try await repository.list(ClusterRecord.self, prefix: StoreKeys.clusters)
        for record in records { endpointPorts[record.id] = record.endpointPort }
        for var record in records {
            if record.endpointPort == nil {
                record.endpointPort = try takeEndpointPort(for: record.id)
                try await repository.put(record, StoreKeys.cluster(record.id))
            }
            names[record.id] = record.name
            controllers[record.id] = try await ClusterController(
                record: record,
                repository: repository,
                settings: settings,
                certificates: certificates,
                secrets: secrets,
                logger: logger
            )
        }
    }

    /// Works on all clusters until cancelled.
    package func run() async throws {
        await settings.hostBalancing?.begin(with: await clustersOnServer())
        isRunning = true
        for controller in controllers.values {
            try await controller.ensureSystemApplications()
            starting.yield(controller)
        }
        await withDiscardingTaskGroup { group in
            for await controller in started {
                let run = ClusterRun(controller)
                runs[controller.id] = run
                group.addTask { await run.work() }
            }
            group.cancelAll()
        }
    }

    /// The clusters that have load balancers on the server's host.
    private func clustersOnServer() async -> Set<ClusterID> {
        var found: Set<ClusterID> = []
        for controller in controllers.values where await !controller.portsOnServer().isEmpty {
            found.insert(controller.id)
        }
        return found
    }

    /// The controller of a cluster, by ID or name.
    func controller(_ idOrName: String) async throws -> ClusterController {
        if let controller = controllers[ClusterID(idOrName)] { return controller }
        for controller in controllers.values where await controller.record.name == idOrName { return controller }
        throw ControlPlaneError(
            .notFound,
            "ErrorClusterNotFound: there is no cluster '\(idOrName)'; `gantry cluster ls` lists those there are"
        )
    }

    /// The ID of a cluster, by ID or name.
    package func clusterID(of idOrName: String) async throws -> ClusterID { try await controller(idOrName).id }

    var clusterControllers: [ClusterController] { Array(controllers.values) }

    /// The controllers of a region's clusters.
    func controllers(in region: String) async -> [ClusterController] {
        var found: [ClusterController] = []
        for controller in controllers.values where await controller.record.region == region { found.append(controller) }
        return found
    }

    /// One agent's connection, for as long as it lasts.
    package func serve(_ connection: any NodeConnection) async throws {
        try await controller(connection.cluster.rawValue).serve(connection)
    }

    // MARK: Clusters

    package func clusters(nameContains filter: String?) async throws -> [ClusterObject] {
        var found: [ClusterObject] = []
        for controller in controllers.values {
            let object = await controller.clusterObject()
            guard filter.map({ object.name.lowercased().contains($0.lowercased()) }) ?? true else { continue }
            found.append(object)
        }
        return found.sorted { ($0.created, $0.clusterID) < ($1.created, $1.clusterID) }
    }

    package func cluster(_ idOrName: String) async throws -> ClusterObject {
        try await controller(idOrName).clusterObject()
    }

    private static func strategy(named name: String) throws -> PlacementStrategy {
        guard let strategy = PlacementStrategy(rawValue: name == "binpacking" ? "binpack" : name) else {
            let names = PlacementStrategy.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlPlaneError(.invalid, "strategy '\(name.prefix(80))': is not known; give one of \(names)")
        }
        return strategy
    }

    package func createCluster(_ request: ClusterRequest) async throws -> ClusterObject {
        try ApplicationNaming.checkCluster(request.name)
        guard (request.size ?? 0) == 0 else {
            throw ControlPlaneError(
                .invalid,
                "size \(request.size ?? 0): Gantry doesn't buy machines; create the cluster with size 0 and join yours "
                    + "with `gantry node join-command`"
            )
        }
        guard request.networkMode ?? "vpc" == "vpc" else {
            throw ControlPlaneError(
                .invalid,
                "network_mode '\(request.networkMode ?? "")': only vpc is known; leave it out"
            )
        }
        if request.needsLoadBalancer == true { try checkBalancing() }
        let region = request.regionID ?? "local"
        guard HostNameSyntax.isValid(region) else {
            throw ControlPlaneError(
                .invalid,
                "region_id '\(region.prefix(80))': must be letters, digits and hyphens, as it is part of addresses; give "
                    + "one such as cn-beijing"
            )
        }
        let subnet = request.subnetCIDR ?? "172.28.0.0/16"
        try Subnet.check(subnet)
        let rootDomain = try Self.rootDomain(request.rootDomain ?? "")
        let strategy = try request.strategy.map(Self.strategy)
        let now = settings.clock()
        var record = ClusterRecord(
            id: ClusterID("c" + ClusterController.randomID()),
            name: request.name,
            created: now,
            updated: now,
            region: region,
            subnetCIDR: subnet,
            rootDomain: rootDomain,
            imageMap: [:],
            registries: [:],
            hasSwarm: false,
            strategy: strategy
        )
        try take(name: request.name, for: record.id)
        let controller: ClusterController
        do {
            record.endpointPort = try takeEndpointPort(for: record.id)
            controller = try await ClusterController(
                record: record,
                repository: repository,
                settings: settings,
                certificates: certificates,
                secrets: secrets,
                logger: logger
            )
            try await repository.create(record, StoreKeys.cluster(record.id))
        } catch {
            names[record.id] = nil
            endpointPorts[record.id] = nil
            throw error
        }
        controllers[record.id] = controller
        endpointChanges.send()
        // One that is there when the work begins is taken up with the others.
        let isLate = isRunning
        try await controller.ensureSystemApplications()
        if isLate { starting.yield(controller) }
        if request.needsLoadBalancer == true { try await makeLoadBalancer(for: controller) }
        return await controller.clusterObject()
    }

    package func renameCluster(_ idOrName: String, to name: String) async throws {
        try ApplicationNaming.checkCluster(name)
        let controller = try await controller(idOrName)
        let previous = names[controller.id]
        try take(name: name, for: controller.id)
        do {
            try await controller.changeCluster { $0.name = name }
        } catch {
            names[controller.id] = previous
            throw error
        }
    }

    private func take(name: String, for id: ClusterID) throws {
        guard !names.contains(where: { $0.key != id && $0.value == name }) else {
            throw ControlPlaneError(
                .conflict,
                "ErrorClusterNameAlreadyExist: there is a cluster '\(name)' already; choose another name"
            )
        }
        names[id] = name
    }

    package func deleteCluster(_ idOrName: String) async throws {
        let controller = try await controller(idOrName)
        try await controller.checkDeletable()
        let id = controller.id
        // Its work ends first: what it still writes must not outlive it.
        controllers[id] = nil
        await runs.removeValue(forKey: id)?.stop()
        _ = await settings.hostBalancing?.put([], of: id)
        try await repository.store.commit(
            [.delete(key: StoreKeys.cluster(id)), .deletePrefix(StoreKeys.contents(of: id))] + unbindAll(from: id)
        )
        names[id] = nil
        endpointPorts[id] = nil
        endpointChanges.send()
    }

    // MARK: Endpoints

    /// The ports on which the clusters' endpoints are to be open.
    package func endpoints() -> [ClusterID: Int] { endpointPorts.filter { controllers[$0.key] != nil } }

    /// A stream with an element for each change of `endpoints()`.
    package func changesOfEndpoints() -> AsyncStream<Void> { endpointChanges.subscribe() }

    private func takeEndpointPort(for id: ClusterID) throws -> Int {
        guard let port = settings.endpointPort(Set(endpointPorts.values)) else {
            throw ControlPlaneError(
                .conflict,
                "cluster's endpoint: no port is free for it; give the server more of them with --endpoint-ports"
            )
        }
        endpointPorts[id] = port
        return port
    }

    /// Sets the domain that route prefixes are put before, and the ports at which clients reach such addresses.
    ///
    /// - Parameters:
    ///   - idOrName: The cluster.
    ///   - domain: Empty for the default one.
    ///   - httpPort: Nil leaves it as it is.
    ///   - httpsPort: Nil leaves it as it is.
    /// - Throws: `ControlPlaneError`.
    package func setRootDomain(
        _ idOrName: String,
        _ domain: String,
        httpPort: Int? = nil,
        httpsPort: Int? = nil
    ) async throws {
        let domain = try Self.rootDomain(domain)
        for port in [httpPort, httpsPort].compactMap(\.self) where !(1...65_535).contains(port) {
            throw ControlPlaneError(.invalid, "port \(port): is none; give one from 1 to 65535")
        }
        try await controller(idOrName).changeCluster { record in
            record.rootDomain = domain
            let before = record.webPorts ?? .usual
            let ports = WebPorts(http: httpPort ?? before.http, https: httpsPort ?? before.https)
            record.webPorts = ports == .usual ? nil : ports
        }
    }

    private static func rootDomain(_ domain: String) throws -> String? {
        guard !domain.isEmpty else { return nil }
        guard HostNameSyntax.isValid(domain) else {
            throw ControlPlaneError(
                .invalid,
                "domain '\(domain.prefix(200))': is no domain name; give one such as apps.example.com"
            )
        }
        return domain.lowercased()
    }

    /// Sets which of the nodes that can take a container gets it; what is there stays where it is.
    package func setStrategy(_ idOrName: String, _ name: String) async throws {
        let strategy = try Self.strategy(named: name)
        try await controller(idOrName).changeCluster { $0.strategy = strategy }
    }

    package func setImageMap(_ idOrName: String, _ map: [String: String]) async throws {
        guard map.count <= 1_000, map.allSatisfy({ $0.key.utf8.count <= 512 && $0.value.utf8.count <= 512 }) else {
            throw ControlPlaneError(.tooLarge, "image map: takes 1000 entries of 512 bytes at most; give fewer")
        }
        try await controller(idOrName).changeCluster { $0.imageMap = map }
    }

    // MARK: Registries

    /// The registries a cluster is logged in to, as `domain (user)`.
    package func registries(_ cluster: String) async throws -> [String] {
        try await controller(cluster).record.registries.map { "\($0.key) (\($0.value.user))" }.sorted()
    }

    package func loginRegistry(_ cluster: String, _ login: RegistryLogin) async throws {
        guard !login.domain.isEmpty, login.domain.utf8.count <= 255, !login.user.isEmpty else {
            throw ControlPlaneError(.invalid, "registry login: needs a domain and a user; give both")
        }
        let credential = RegistryCredential(
            user: login.user,
            sealedPassword: try secrets.seal([UInt8](login.password.utf8)),
            email: login.email ?? ""
        )
        try await controller(cluster).changeCluster { $0.registries[login.domain] = credential }
    }

    package func logoutRegistry(_ cluster: String, domain: String) async throws {
        let controller = try await controller(cluster)
        guard await controller.record.registries[domain] != nil else {
            throw ControlPlaneError(.notFound, "registry \(domain): the cluster has no login there")
        }
        try await controller.changeCluster { $0.registries[domain] = nil }
    }
}
