//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Balancing
import CustomRouting
import Logging
import Model
import Orchestration
import Routing
import Scheduling

/// Runs one cluster: holds what is desired and what is observed, and carries out what `Orchestration` decides.
///
/// Everything a user asks for is in the Store before it is acted on. Observations live in memory alone: agents report
/// them in full at each connection. `run()` reconciles what changed, one application after another, and executes the
/// actions beside each other.
actor ClusterController {
    let id: ClusterID
    /// Since when agents that found no server can have found this one.
    let started: Timestamp
    let repository: Repository
    let settings: ControlPlaneSettings
    let certificates: any CertificateIssuing
    let secrets: any SecretSealing
    let events: EventLog
    let logger: Logger

    var record: ClusterRecord
    var nodes: [NodeID: NodeState] = [:]
    var applications: [ApplicationID: ApplicationRuntime] = [:]

    /// Applications to be looked at in the next pass.
    var dirty: Set<ApplicationID> = []
    let passSignals: AsyncStream<Void>
    let passSignal: AsyncStream<Void>.Continuation
    /// Actions that the running pass decided on.
    let actions: AsyncStream<ScheduledAction>
    let actionQueue: AsyncStream<ScheduledAction>.Continuation

    /// The nodes of before the server's start that haven't said since what runs on them.
    ///
    /// Until they have, or are given up, routers keep what they have: a table of the others alone would lead to less.
    var awaited: Set<NodeID> = []
    /// Containers on their way out: in the routes for the requests under way, for none besides.
    var draining: Set<ContainerID> = []
    var routeTable = RouteTable(revision: 0)
    var routeConflicts: [String] = []
    /// What both were made of; nil before the first.
    var routeSource: RouteSource?
    /// Of each container in the table.
    var routeEntrances: [ContainerID: RouteEntrance] = [:]
    var routeAcknowledgements = ChangeBroadcast()
    /// What proxies of the users' own are told.
    var proxyTable = ProxyServiceTable(revision: 0)
    /// Of each container in that table.
    var proxyEntrances: [ContainerID: RouteEntrance] = [:]
    /// Those that are bound to the cluster.
    var balancers: [BalancerName: BalancerRecord] = [:]
    /// Their certificates with their keys.
    var balancerCertificates: [BalancerName: [BalancerCertificate]] = [:]
    /// Which certificates people were told of that expire or have.
    var toldExpiries: Set<CertificateExpiry> = []
    /// What they do.
    var balancerPlan = BalancerPlan(revision: 0)
    /// What services ask of load balancers and don't get.
    var balancerConflicts: [BalancerPlan.Conflict] = []
    /// Those of them that nobody has been told of yet.
    var untoldConflicts: [BalancerPlan.Conflict] = []
    /// Of each container in that plan.
    var balancerEntrances: [ContainerID: RouteEntrance] = [:]
    /// How far the server's own host is with that plan.
    var hostDelivery = TableDelivery(acknowledged: -1)
    /// Something that people look at changed: a container, a node, an application.
    var changes = ChangeBroadcast()
    /// Something has another time at which it is to be looked at.
    var deadlineChanges = ChangeBroadcast()
    /// Nodes enter the overlay network one after another.
    let admissions = ConcurrencyGate(limit: 1)
    /// Containers are made a few at a time on each node.
    var creations: [NodeID: ConcurrencyGate] = [:]
    /// What was found out of images, by their digests.
    var imageVolumes: [String: ImageVolumes] = [:]
    /// GPUs of containers that are being made, by the containers' names.
    var gpuClaims: [NodeID: [String: [Int]]] = [:]

    /// Containers that clients of the Docker API have asked for, by name, until they are made.
    var pendingContainers: [String: PendingContainer] = [:]
    /// Those that go to another node when theirs is lost, by their swarm IDs.
    var movableContainers: [String: DockerContainerRecord] = [:]

    init(
        record: ClusterRecord,
        repository: Repository,
        settings: ControlPlaneSettings,
        certificates: any CertificateIssuing,
        secrets: any SecretSealing,
        logger: Logger
    ) async throws {
        id = record.id
        self.record = record
        self.repository = repository
        self.settings = settings
        self.certificates = certificates
        self.secrets = secrets
        var logger = logger
        logger[metadataKey: "cluster"] = "\(record.name)"
        self.logger = logger
        events = try await EventLog(cluster: record.id, repository: repository, clock: settings.clock)
        (passSignals, passSignal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (actions, actionQueue) = AsyncStream.makeStream()
        started = settings.clock()
        for node in try await repository.list(NodeRecord.self, prefix: StoreKeys.nodes(record.id)) {
            nodes[node.id] = NodeState(record: node, lastHeard: started)
            awaited.insert(node.id)
        }
        for balancer in try await repository.list(BalancerRecord.self, prefix: StoreKeys.balancers)
        where balancer.cluster == record.id {
            balancers[balancer.name] = balancer
            balancerCertificates[balancer.name] = try balancer.certificates?.map { try $0.opened(secrets) }
        }
        for container in try await repository.list(
            DockerContainerRecord.self,
            prefix: StoreKeys.dockerContainers(record.id)
        ) {
            movableContainers[container.swarmID] = container
        }
        for application in try await repository.list(
            ApplicationRecord.self,
            prefix: StoreKeys.applications(record.id)
        ) {
            let key = StoreKeys.assignments(record.id, application.id)
            let placements = try await repository.get(AssignmentRecord.self, key)?.placements ?? Placements()
            let job = try await repository.get(JobState.self, StoreKeys.job(record.id, application.id)) ?? JobState()
            applications[application.id] = ApplicationRuntime(record: application, placements: placements, job: job)
        }
    }

    /// Reconciles until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.events.run() }
            group.addTask { for await _ in self.passSignals { await self.pass() } }
            group.addTask { await self.watchTime() }
            group.addTask { await self.serveHost() }
            group.addTask { await self.keepContainersMoving() }
            markAllDirty()
            for await action in actions {
                group.addTask { await self.execute(action) }
            }
            group.cancelAll()
        }
    }

    var now: Timestamp { settings.clock() }

    func markDirty(_ application: ApplicationID) {
        dirty.insert(application)
        passSignal.yield()
    }

    func markAllDirty() {
        dirty.formUnion(applications.keys)
        passSignal.yield()
    }

    /// Looks again at what is to be looked at when a time has come: applications that wait, nodes that are away.
    private func watchTime() async {
        var clock = LossClock(limit: settings.lossAfter, start: started)
        while !Task.isCancelled {
            let changes = deadlineChanges.subscribe()
            let timeout = nextDeadline(clock)
            let waited = ContinuousClock.now
            await Self.wait(for: changes, until: timeout)
            if let timeout { clock.wake(after: .now - waited, insteadOf: timeout, now: now) }
            if started + LossClock.dialing <= now { stopAwaiting(awaited) }
            for (id, application) in applications {
                guard let wakeAt = application.wakeAt, wakeAt <= now else { continue }
                applications[id]?.wakeAt = nil
                markDirty(id)
            }
            for node in nodes.values {
                guard node.lost == nil, let lastSign = node.lastSign, clock.lossTime(after: lastSign) <= now else {
                    continue
                }
                await lose(node.record)
            }
            await tellExpiries()
        }
    }

    private func nextDeadline(_ clock: LossClock) -> Duration? {
        let settling = awaited.isEmpty ? [] : [started + LossClock.dialing]
        let losses = nodes.values.compactMap { $0.lost == nil ? $0.lastSign.map(clock.lossTime) : nil }
        let times = losses + settling + applications.values.compactMap(\.wakeAt) + nextExpiry
        let next = times.min().map { max(.zero, $0 - now) }
        return losses.isEmpty ? next : next.map { min($0, LossClock.tick) }
    }

    private func lose(_ node: NodeRecord) async {
        nodes[node.id]?.lost = now
        stopAwaiting([node.id])
        await events.record(
            "node.lost",
            "\(node.name) gave no sign of life for \(settings.lossAfter); its containers count as lost",
            level: "error",
            about: .init(node: node.name)
        )
        publishRoutes()
        changes.send()
        markAllDirty()
    }

    /// Waits for a change, or for the time to be over.
    static func wait(for changes: AsyncStream<Void>, until timeout: Duration?) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in changes { return } }
            if let timeout { group.addTask { try? await Task.sleep(for: timeout) } }
            await group.next()
            group.cancelAll()
        }
    }
}
