//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
import Logging
import Routing

/// Puts services in place, one table after the other.
///
/// HAProxy's files always say what its process shall have, before the process is changed. A service whose settings
/// HAProxy refuses keeps those that it had, or is left out: the others go on as they should.
actor ProxyController: TableController {
    /// More rounds than a cluster has bad services: HAProxy names many at once.
    private static let maximumRounds = 100
    /// When what was refused is tried again: a name may be known by then.
    private static let retryInterval = Duration.seconds(6)
    /// The least time between two reloads: what comes in between is taken together.
    private static let reloadPause = Duration.milliseconds(200)

    private let settings: ProxySettings
    private let files: ProxyFiles
    private let process: HAProxyProcess
    private let control: HAProxyControl
    private let logger: Logger

    /// What is in place; nil before HAProxy has taken any.
    private var accepted: ProxyConfiguration?
    /// The services that it is of, by alias.
    private var acceptedServices: [String: ProxiedService] = [:]
    /// The servers of HAProxy's process: those of the configuration and what could not be removed yet.
    private var running = RouteTable(revision: 0)
    /// Whether the process may have something else, since commands were only partly carried out.
    private var isUncertain = false
    /// Counts HAProxy's configurations; the process says which one it has.
    private var generation = 0
    private var isStarted = false
    private var newest = ProxyServiceTable(revision: -1)
    /// What the agent is told of the last configuration: what of it isn't in place.
    private var problems: [String] = []
    /// What else the log has said of it.
    private var notices: [String] = []
    /// Whether something was refused that may be taken later, as when a name becomes known.
    private var hasRefusal = false
    private var lastAttempt = ContinuousClock.now
    private var isReloadWanted = false
    /// Whether there was a reload since the last pause.
    private var isPauseDue = false

    init(settings: ProxySettings, files: ProxyFiles, process: HAProxyProcess, logger: Logger) {
        self.settings = settings
        self.files = files
        self.process = process
        self.logger = logger
        control = HAProxyControl(
            worker: HAProxySocket(path: files.options.paths.statsSocket),
            master: HAProxyMaster(socket: HAProxySocket(path: files.masterSocket))
        )
    }

    nonisolated var worker: HAProxySocket { control.worker }

    static func table(in message: AddonMessage) -> ProxyServiceTable? {
        guard case .services(let table) = message else { return nil }
        return table
    }

    /// Whether something is asked for or to be tried again, or servers wait for being removed from the process.
    var hasWork: Bool { isReloadWanted || isRetryDue || hasLeftovers }

    private var isRetryDue: Bool { hasRefusal && ContinuousClock.now - lastAttempt >= Self.retryInterval }

    private var hasLeftovers: Bool { accepted.map { running != $0.servers() } ?? false }

    func start() -> Bool {
        isStarted = accepted != nil
        return isStarted
    }

    /// Has HAProxy read its configuration anew, although nothing changed, when it is tidied up next.
    func askForReload() {
        isReloadWanted = true
    }

    func serverNames(of containers: Set<String>) -> Set<String> {
        accepted?.serverNames(of: Array(containers)) ?? []
    }

    func apply(_ table: ProxyServiceTable) async -> AddonReply {
        if table.revision >= newest.revision {
            newest = table
            await put(isForced: false)
        }
        return reply
    }

    private var reply: AddonReply {
        .applied(revision: newest.revision, error: problems.isEmpty ? nil : problems.joined(separator: "; "))
    }

    func tidy() async -> AddonReply? {
        let isDue = isReloadWanted || isRetryDue
        if isDue {
            let isForced = isReloadWanted
            isReloadWanted = false
            await put(isForced: isForced)
        }
        await removeLeftovers()
        if isPauseDue {
            isPauseDue = false
            try? await Task.sleep(for: Self.reloadPause)
        }
        return isDue ? reply : nil
    }

    /// Removes servers whose last request has ended since.
    private func removeLeftovers() async {
        guard let accepted, hasLeftovers, !isUncertain,
            case .commands(let commands) = RouteTransition.plan(from: running, to: accepted.servers())
        else { return }
        do {
            let busy = try await execute(commands, accepted)
            running = RouteTransition.result(of: accepted.servers(), after: running, busy: busy)
        } catch {
            // Servers without requests do no harm; the next attempt follows.
            logger.debug("servers not removed", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Putting in place

    private func put(isForced: Bool) async {
        var services = Dictionary(newest.services.map { ($0.alias, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [String] = []
        var refusals: [String] = []
        var notices: [String] = []
        hasRefusal = false
        lastAttempt = .now
        do {
            // Each round leaves out what HAProxy complained about; it names more than one service at once.
            for round in 1... {
                guard round <= Self.maximumRounds else {
                    throw RouterError("haproxy: it refuses too many services; look at those named before")
                }
                let configuration = ProxyConfiguration.make(
                    services: Array(services.values),
                    settings: settings,
                    paths: files.options.paths
                )
                notices = configuration.notices
                refusals = configuration.refusals
                let offenders = try await put(configuration, isForced: isForced)
                if offenders.isEmpty { break }
                for (alias, complaint) in offenders.sorted(by: { $0.key < $1.key }) {
                    found.append(hold(back: alias, complaint, in: &services))
                }
                hasRefusal = true
            }
            acceptedServices = services
            try files.save(newest)
        } catch {
            hasRefusal = true
            found.append("\(error)")
        }
        report(refusals: found + refusals, notices: notices)
    }

    /// Gives a service the settings that it had, which HAProxy took, or leaves it out.
    private func hold(back alias: String, _ complaint: String, in services: inout [String: ProxiedService]) -> String {
        if let known = acceptedServices[alias], known.settings != services[alias]?.settings {
            services[alias]?.settings = known.settings
            return "service \(alias): haproxy refuses its settings, so that it keeps those before: \(complaint)"
        }
        services[alias] = nil
        return "service \(alias): haproxy refuses its settings, so that it is left out: \(complaint)"
    }

    private func report(refusals: [String], notices: [String]) {
        if refusals != problems {
            problems = refusals
            for problem in refusals { logger.error("\(problem)") }
            if refusals.isEmpty { logger.info("everything is in place") }
        }
        guard notices != self.notices else { return }
        self.notices = notices
        for notice in notices { logger.warning("\(notice)") }
    }

    /// Puts a configuration in place.
    ///
    /// - Returns: The services that HAProxy doesn't take, with its words; then nothing has changed.
    private func put(_ configuration: ProxyConfiguration, isForced: Bool) async throws -> [String: String] {
        guard let accepted, !isForced, !isUncertain else { return try await install(configuration) }
        if isStarted { await control.waitUntilRunning() }
        switch accepted.transition(to: configuration, running: running) {
        case .none:
            return [:]
        case .commands(let commands) where isStarted:
            return try await change(to: configuration, by: commands)
        case .commands, .reload:
            return try await install(configuration)
        }
    }

    private func change(
        to configuration: ProxyConfiguration,
        by commands: [RuntimeCommand]
    ) async throws -> [String: String] {
        let text = configuration.text(directory: files.directory(generation: generation), generation: generation)
        try files.write(text.text, to: files.configuration)
        do {
            let busy = try await execute(commands, configuration)
            running = RouteTransition.result(of: configuration.servers(), after: running, busy: busy)
            accepted = configuration
            logger.info("servers changed at run time", metadata: ["commands": "\(commands.count)"])
            return [:]
        } catch {
            logger.warning("servers not changed at run time, haproxy is reloaded", metadata: ["error": "\(error)"])
            isUncertain = true
            return try await install(configuration)
        }
    }

    private func execute(
        _ commands: [RuntimeCommand],
        _ configuration: ProxyConfiguration
    ) async throws -> Set<RuntimeCommand> {
        try await control.execute(commands, generation: generation) { command in
            guard case .addServer(let backend, let server) = command,
                let parameters = configuration.runtimeParameters(backend: backend, server: server.name)
            else { return command.text(mapFile: "") }
            return "add server \(backend)/\(server.name) \(server.address):\(server.port) \(parameters)"
        }
    }

    /// Has HAProxy check a configuration and, if it is good, has it taken by a new worker.
    private func install(_ configuration: ProxyConfiguration) async throws -> [String: String] {
        let next = generation + 1
        let text = try files.writeCandidate(configuration, generation: next)
        if let complaints = try await process.complaints(about: files.candidate) {
            files.removeCandidate(generation: next)
            let offenders = configuration.offenders(in: complaints, of: text)
            guard offenders.isEmpty else { return offenders }
            throw RouterError(
                "haproxy refuses the configuration, so the last good one stays: " + complaints.joined(separator: "; ")
            )
        }
        try files.promoteCandidate(generation: next)
        let before = (generation: generation, accepted: accepted, running: running)
        (generation, accepted, running) = (next, configuration, configuration.servers())
        if isStarted {
            isPauseDue = true
            do {
                try await control.startWorker(generation: next)
            } catch {
                (generation, accepted, running) = before
                if let last = before.accepted { try restore(last) }
                throw error
            }
        }
        isUncertain = false
        files.removeDirectory(generation: before.generation)
        logger.info(
            isStarted ? "haproxy reloaded" : "haproxy configured",
            metadata: ["generation": "\(next)", "services": "\(newest.services.count)"]
        )
        return [:]
    }

    private func restore(_ configuration: ProxyConfiguration) throws {
        let directory = files.directory(generation: generation)
        try files.write(configuration.text(directory: directory, generation: generation).text, to: files.configuration)
    }
}
