//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Logging
import Model
import Store
import Testing

/// A control plane on a store in memory, with one cluster of machines that are all fake.
actor TestCluster {
    nonisolated let clock: TestClock
    nonisolated let journal = CallJournal()
    nonisolated let store: any Store
    nonisolated let id: String
    nonisolated let nodes: [FakeNode]
    private(set) var plane: ControlPlane
    private var running: Task<Void, any Error>
    private let settings: ControlPlaneSettings

    /// Makes a cluster, runs a body with it, and ends it.
    static func with(
        nodes count: Int,
        routingImage: String? = nil,
        routeAcknowledgement: Duration = .seconds(5),
        hostBalancing: (any HostBalancing)? = nil,
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let cluster = try await TestCluster(
            nodes: count,
            routingImage: routingImage,
            routeAcknowledgement: routeAcknowledgement,
            hostBalancing: hostBalancing
        )
        do {
            for node in cluster.nodes { try await cluster.join(node) }
            try await body(cluster)
            try await cluster.expectPhrases()
        } catch {
            await cluster.end()
            Issue.record("the nodes were called so: \(cluster.journal.calls.suffix(60).joined(separator: "\n"))")
            throw error
        }
        await cluster.end()
    }

    private init(
        nodes count: Int,
        routingImage: String?,
        routeAcknowledgement: Duration,
        hostBalancing: (any HostBalancing)?
    ) async throws {
        let clock = TestClock()
        self.clock = clock
        store = InMemoryStore()
        var settings = ControlPlaneSettings(
            routingImage: routingImage,
            agentEndpoint: "127.0.0.1:7801",
            apiURL: "https://127.0.0.1:7800",
            rescheduleAfter: .seconds(30),
            routeAcknowledgement: routeAcknowledgement,
            // Machines in memory need no rest.
            retryDelay: RetryDelay(unit: .milliseconds(5)),
            clock: { clock.now }
        )
        settings.hostBalancing = hostBalancing
        self.settings = settings
        let plane = try await Self.makePlane(store, settings)
        self.plane = plane
        running = Task { try await plane.run() }
        id = try await plane.createCluster(ClusterRequest(name: "test")).clusterID
        let journal = journal
        nodes = (1...count).map { FakeNode(name: "n\($0)", address: "10.0.0.\($0)", journal: journal) }
    }

    private static func makePlane(_ store: any Store, _ settings: ControlPlaneSettings) async throws -> ControlPlane {
        try await ControlPlane(
            store: store,
            certificates: FakeCertificates(),
            secrets: FakeSecrets(),
            settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Joins a machine and waits until it takes containers.
    func join(_ node: FakeNode) async throws {
        try await node.join(plane, token: plane.createToken(id, TokenRequest()).token)
        await node.connect(to: plane)
        try await waitForStatus("ready", of: node)
    }

    func connect(_ node: FakeNode) async { await node.connect(to: plane) }

    /// Ends the server as a crash would: nothing is finished, what is not in the Store is forgotten.
    func stopServer() async {
        running.cancel()
        for node in nodes { await node.disconnect() }
        _ = await running.result
    }

    /// Starts a new server on what the last one left; no node is connected to it yet.
    func startServer() async throws {
        let plane = try await Self.makePlane(store, settings)
        self.plane = plane
        running = Task { try await plane.run() }
    }

    private func end() async { await stopServer() }

    /// What was noted has to be there in all of the console's languages.
    private func expectPhrases() async throws {
        // A test may have deleted the cluster, and its events with it.
        guard let events = try? await plane.events(id, project: nil, after: nil, follow: false) else { return }
        for try await event in events { expectPhrase(event.message) }
    }

    // MARK: Asking

    /// Has everything looked at again, as any change does.
    func poke() async throws { try await plane.setHostLabels(id, nodes[0].name, [:]) }

    /// Puts the clock forward and has everything looked at again.
    func advance(by duration: Duration) async throws {
        clock.advance(by: duration)
        try await poke()
    }

    @discardableResult
    func deploy(_ name: String, _ template: String, version: String? = nil) async throws -> [Problem] {
        var request = ProjectRequest(name: name, template: template)
        request.version = version
        return try await plane.createProject(id, request)
    }

    @discardableResult
    func update(_ name: String, _ template: String, version: String? = nil) async throws -> [Problem] {
        var request = ProjectRequest(name: nil, template: template)
        request.version = version
        return try await plane.updateProject(id, name, request)
    }

    func project(_ name: String) async throws -> Project { try await plane.project(id, name) }

    /// Puts the clock forward, second by second, until something is so that takes its time.
    func inTime(_ what: String, _ condition: () async throws -> Bool) async throws {
        try await eventually(what) {
            if try await condition() { return true }
            try await advance(by: .seconds(1))
            return false
        }
    }

    private func wait(for what: String, inTime: Bool, _ condition: () async throws -> Bool) async throws {
        if inTime { try await self.inTime(what, condition) } else { try await eventually(what, condition) }
    }

    func waitForState(_ state: String, of name: String, inTime: Bool = false) async throws {
        try await wait(for: "\(name) is \(state)", inTime: inTime) { try await project(name).currentState == state }
    }

    /// Waits until these containers, and no others, run on the machines.
    func waitForRunning(_ names: [String], inTime: Bool = false) async throws {
        try await wait(for: "\(names) run", inTime: inTime) {
            var running: [String] = []
            for node in nodes {
                let containers = await node.containers.values
                running += containers.map { $0.state == .running ? $0.name : "\($0.name) \($0.state)" }
            }
            return running.sorted() == names
        }
    }

    func waitForStatus(_ status: String, of node: FakeNode) async throws {
        try await eventually("\(node.name) is \(status)") {
            try await plane.host(id, node.name).status == status
        }
    }

    /// Waits until an event of this kind is there, and returns the first.
    @discardableResult
    func waitForEvent(_ action: String, project: String? = nil) async throws -> EventObject {
        let events = try await plane.events(id, project: project, after: nil, follow: true)
        return try await withThrowingTaskGroup(of: EventObject?.self) { group in
            group.addTask {
                for try await event in events where event.action == action { return event }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: .seconds(30))
                return nil
            }
            defer { group.cancelAll() }
            return try #require(await group.next() ?? nil, "no event \(action)")
        }
    }

    /// Why containers are not there, by their names.
    func waiting(_ name: String) async throws -> [String: String] {
        try await project(name).services?.reduce(into: [:]) { $0.merge($1.waiting) { $1 } } ?? [:]
    }

    /// The names of all containers on the machines themselves.
    func names() async -> [String] {
        var names: [String] = []
        for node in nodes { names += await node.names }
        return names.sorted()
    }
}
