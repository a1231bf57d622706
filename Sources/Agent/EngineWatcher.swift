//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import DockerEngine
import Logging
import Model

/// Keeps the node's state and the probes true to what the engine has.
///
/// It reads everything once, then looks again at each container that an event names, and at everything now and then
/// against events that were lost.
actor EngineWatcher {
    /// How long to wait, and for what.
    struct Timing: Sendable {
        var statusInterval = Duration.seconds(30)
        var resyncInterval = Duration.seconds(300)
        var retryDelays: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(5)]
        var settleLimit = Duration.seconds(4)
    }

    /// How many containers are looked at in parallel.
    private static let parallelism = 4
    /// Commands run in containers, probes among them, make events of their own; they change nothing that is reported.
    private static let eventFilters = [
        "type": ["container", "network", "daemon", "image"],
        "event": [
            "create", "start", "die", "stop", "kill", "oom", "pause", "unpause", "rename", "restart", "destroy",
            "update", "connect", "disconnect", "reload", "health_status", "pull", "tag", "untag", "delete", "import",
            "load",
        ],
    ]

    private let engine: EngineClient
    private let state: NodeState
    private let probes: ProbeRunner
    private let logger: Logger
    private let timing: Timing
    private let revision: EngineRevision
    private let gpus: GPUDirectory

    private var changed: Set<String> = []
    private var needsResync = false
    private var needsStatus = false
    private var needsImages = false
    private var images: [NodeImage]?
    private var wakeUp = WakeUp()
    /// Nil until the first attempt.
    private var isConnected: Bool?
    private var hasSettled = false

    init(
        engine: EngineClient,
        state: NodeState,
        probes: ProbeRunner,
        logger: Logger,
        timing: Timing = Timing(),
        revision: EngineRevision = EngineRevision(),
        gpus: GPUDirectory = GPUDirectory()
    ) {
        self.engine = engine
        self.state = state
        self.probes = probes
        self.logger = logger
        self.timing = timing
        self.revision = revision
        self.gpus = gpus
    }

    /// Watches until the task is cancelled.
    func run() async {
        var attempt = 0
        while !Task.isCancelled {
            do {
                try await connect()
                attempt = 0
                try await follow()
            } catch {
                guard !Task.isCancelled else { return }
                if isConnected != false { logger.warning("engine lost", metadata: ["error": "\(error)"]) }
                isConnected = false
                await state.setEngineReachable(false)
                // An engine that can't be reached is worth a report, too.
                await state.open()
            }
            try? await Task.sleep(for: timing.retryDelays[min(attempt, timing.retryDelays.count - 1)])
            attempt += 1
        }
    }

    /// Something that changes the engine itself was done: look at it again.
    func noteStatusChange() {
        needsStatus = true
        wakeUp.raise()
    }

    // MARK: Following the engine

    private var events: EngineEvents?

    /// Subscribes first and marks everything for reading then, so that nothing falls between the two.
    private func connect() async throws {
        let now = SystemCalls.now() / 1_000_000_000
        // The engine answers just before it subscribes; its memory of the last seconds closes that gap.
        events = try await engine.events(since: "\(now - 2)", filters: Self.eventFilters)
        revision.follow()
        wakeUp = WakeUp()
        needsResync = true
        needsStatus = true
        needsImages = true
        wakeUp.raise()
        isConnected = true
        logger.info("engine connected")
    }

    private func follow() async throws {
        guard let events else { return }
        let signals = wakeUp.signals
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { self.revision.lose() }
                for try await event in events {
                    self.revision.change()
                    await self.note(event)
                }
                throw AgentError("docker engine: its event stream ended; it is read again once the engine answers")
            }
            group.addTask {
                for await _ in signals { try await self.work() }
            }
            group.addTask {
                try await self.repeatedly(self.timing.statusInterval) { $0.needsStatus = true }
            }
            group.addTask {
                try await self.repeatedly(self.timing.resyncInterval) { watcher in
                    watcher.needsResync = true
                    watcher.needsImages = true
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func repeatedly(_ interval: Duration, _ mark: @Sendable (isolated EngineWatcher) -> Void) async throws {
        while true {
            try await Task.sleep(for: interval)
            mark(self)
            wakeUp.raise()
        }
    }

    private func note(_ event: EngineEvent) {
        if let container = event.containerID {
            changed.insert(container)
        } else if event.type == "daemon" {
            needsStatus = true
        } else if event.type == "image" {
            needsImages = true
            needsStatus = true
        } else {
            return
        }
        wakeUp.raise()
    }

    // MARK: Reading

    /// Reads whatever is marked; the only place that adds and removes containers, and never run twice at once.
    private func work() async throws {
        if needsResync {
            needsResync = false
            let ids = try await engine.containers().map(\.id)
            for id in await state.containers.keys where !ids.contains(id.rawValue) {
                changed.insert(id.rawValue)
            }
            changed.formUnion(ids)
        }
        try await readChanged()
        if !hasSettled {
            hasSettled = true
            await probes.settle(atMost: timing.settleLimit)
        }
        // Only now: an engine that is said to be there while its containers aren't known yet would look empty.
        if needsStatus {
            needsStatus = false
            try await readStatus()
        }
        await state.open()
    }

    private func readStatus() async throws {
        let info = try await engine.info()
        let version = try await engine.version()
        if needsImages {
            needsImages = false
            images = NodeImage.list(try await engine.images())
        }
        var status = NodeStatus(info, version, warnings: MachineChecks.warnings(info))
        status.images = images
        status.gpus = gpus.inventory()
        status.disk = info.dataRoot.flatMap { SystemCalls.diskSpace(at: $0) }?.rounded
        await state.setStatus(status)
    }

    private func readChanged() async throws {
        while !changed.isEmpty {
            let batch = changed
            changed = []
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, id) in batch.enumerated() {
                    if index >= Self.parallelism { try await group.next() }
                    group.addTask { try await self.read(id) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func read(_ id: String) async throws {
        do {
            let container = try await engine.inspect(id)
            await state.put(ContainerStatus(container))
            if let target = ProbeTarget(container) {
                await probes.watch(target, now: Timestamp(nanoseconds: SystemCalls.now()))
            } else {
                await probes.forget(ContainerID(id))
            }
        } catch let error as EngineError where error.isNotFound {
            await probes.forget(ContainerID(id))
            await state.remove(ContainerID(id))
        } catch let error as EngineError where error.code != .unreachable {
            // One container that the engine can't tell about must not hide the others.
            logger.warning("container unreadable", metadata: ["container": "\(id)", "error": "\(error)"])
        }
    }
}
