//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import DockerEngine
import EngineStub
import Logging
import Model
import NIOPosix

@testable import Agent

/// An engine with containers that a test changes, and events that it sends.
actor FakeEngine {
    private var containers: [String: String] = [:]
    private var isDown = false
    private var subscribers: [AsyncStream<String>.Continuation] = []
    private(set) var inspections = 0
    private var images = "[]"

    func set(_ id: String, _ json: String?, event: String? = nil) {
        containers[id] = json
        guard let event else { return }
        send(#"{"Type":"container","Action":"\#(event)","Actor":{"ID":"\#(id)"}}"#)
    }

    /// Changes the images, and says so.
    func setImages(_ json: String) {
        images = json
        send(#"{"Type":"image","Action":"pull","Actor":{"ID":"redis"}}"#)
    }

    func send(_ event: String) {
        for subscriber in subscribers { subscriber.yield(event + "\n") }
    }

    /// Ends all event streams and refuses everything.
    func goDown() {
        isDown = true
        for subscriber in subscribers { subscriber.finish() }
        subscribers = []
    }

    func comeBack() {
        isDown = false
    }

    func answer(_ request: StubRequest) -> StubAnswer {
        guard !isDown else { return .whole(status: 500, #"{"message":"down"}"#) }
        let path = request.path
        if path == "/info" { return .json(Fixtures.info) }
        if path == "/version" { return .json(Fixtures.version) }
        if path == "/images/json" { return .json(images) }
        if path.hasPrefix("/events") {
            let (events, continuation) = AsyncStream.makeStream(of: String.self)
            subscribers.append(continuation)
            return .stream(events)
        }
        if path.hasPrefix("/containers/json") || path.hasPrefix("/v1.41/containers/json") {
            return .json("[" + containers.keys.map { #"{"Id":"\#($0)"}"# }.joined(separator: ",") + "]")
        }
        if path.hasPrefix("/containers/"), path.hasSuffix("/json") {
            inspections += 1
            let id = String(path.dropFirst("/containers/".count).dropLast("/json".count))
            return containers[id].map { .json($0) } ?? .whole(status: 404, #"{"message":"no such container"}"#)
        }
        return .whole(
            status: 200,
            "\(request.method) \(path) \(request.header("content-length") ?? "-") \(request.body)"
        )
    }
}

extension NodeState {
    /// Waits until something is so.
    ///
    /// - Parameter condition: What to wait for; it is asked again at each change.
    /// - Returns: Whether it came true before a limit that no working test reaches.
    nonisolated func eventually(_ condition: @escaping @Sendable (isolated NodeState) -> Bool) async -> Bool {
        let reader = await subscribe()
        await reader.wakeUp.wait(atMost: .seconds(20)) {
            _ = await self.takeReports(reader)
            return await condition(self)
        }
        return await condition(self)
    }
}

/// Runs a watcher of a fake engine.
func withWatcher(
    _ engine: FakeEngine,
    revision: EngineRevision = EngineRevision(),
    _ body: @escaping @Sendable (NodeState, ProbeRunner) async throws -> Void
) async throws {
    try await withTemporaryDirectory { directory in
        let socket = directory + "/docker.sock"
        try await StubServer.run(at: .unixSocket(socket), answer: { await engine.answer($0) }) { _ in
            let group = MultiThreadedEventLoopGroup.singleton
            try await EngineClient.run(socketPath: socket, group: group) { client in
                let state = NodeState(status: NodeStatus(hostname: "n"))
                let probes = ProbeRunner(probe: { _ in .success }) {
                    await state.setHealth($1, of: $0.id, started: $0.started)
                }
                var timing = EngineWatcher.Timing()
                timing.retryDelays = [.milliseconds(1)]
                let watcher = EngineWatcher(
                    engine: client,
                    state: state,
                    probes: probes,
                    logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
                    timing: timing,
                    revision: revision
                )
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await probes.run() }
                    group.addTask { await watcher.run() }
                    defer { group.cancelAll() }
                    try await body(state, probes)
                }
            }
        }
    }
}
