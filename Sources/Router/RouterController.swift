//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Logging
import Model
import Routing

/// Puts tables of a kind in place, one after the other.
///
/// HAProxy's files always say what its process shall have, before the process is changed: whenever it dies, it comes
/// back with that.
actor RouterController<Table: RoutingTable>: TableController {
    private let options: RouterOptions
    private let files: RouterFiles
    private let process: HAProxyProcess
    private let control: HAProxyControl
    private let logger: Logger
    /// The last table that was put in place.
    private var accepted = Table(revision: -1)
    /// What HAProxy's process has: the accepted table's servers and what could not be removed from it at run time.
    private var running = RouteTable(revision: -1)
    /// Whether the process may have something else, since commands were only partly carried out.
    private var isUncertain = false
    /// The newest table, if it could not be put in place or a port of it could not be had, and when it is tried again.
    private var incomplete: (table: Table, retry: ContinuousClock.Instant)?
    /// What was missing of the last table that was put in place.
    private var missing: [String] = []
    /// Counts HAProxy's configurations; the process says which one it has.
    private var generation = 1
    private var refusals = Table.Refusals()

    init(options: RouterOptions, files: RouterFiles, process: HAProxyProcess, logger: Logger) {
        self.options = options
        self.files = files
        self.process = process
        control = HAProxyControl(
            worker: HAProxySocket(path: files.statsSocket),
            master: HAProxyMaster(socket: HAProxySocket(path: files.masterSocket))
        )
        self.logger = logger
    }

    nonisolated var worker: HAProxySocket { control.worker }

    static func table(in message: AddonMessage) -> Table? { Table.of(message) }

    /// Whether servers wait for being removed from the process, or a table for another try.
    var hasWork: Bool { hasLeftovers || isRetryDue }

    private var isRetryDue: Bool { incomplete.map { $0.retry <= .now } ?? false }

    private var hasLeftovers: Bool { running != accepted.servers && running.backends.contains { !$0.servers.isEmpty } }

    /// Writes the configuration that HAProxy is to start with: of the last good table, or of none.
    func prepare() async throws {
        try files.prepare()
        if let table: Table = files.loadTable() {
            do {
                try table.validate()
                _ = try await put(table) { try await install($0) }
                return
            } catch {
                logger.error("the kept table can't be used", metadata: ["error": "\(error)"])
            }
        }
        try await install(Table(revision: -1))
    }

    /// Puts a table in place unless a newer one is there.
    ///
    /// - Parameter table: The table.
    /// - Returns: The revision that is in place, or why that of the table is not, or what of it isn't.
    func apply(_ table: Table) async -> AddonReply {
        guard table.revision >= accepted.revision else {
            return .applied(revision: accepted.revision, error: nil)
        }
        do {
            try table.validate()
            await control.waitUntilRunning()
            let problems = try await put(table) { try await move(to: $0) }
            try files.save(table)
            return .applied(revision: table.revision, error: problems.isEmpty ? nil : problems.joined(separator: "; "))
        } catch {
            logger.error(
                "table not put in place",
                metadata: ["revision": "\(table.revision)", "error": "\(error)"]
            )
            tryAgain(table)
            return .applied(revision: table.revision, error: "\(error)")
        }
    }

    /// Tries again what was refused, and removes servers whose last request has ended since.
    func tidy() async -> AddonReply? {
        let reply = isRetryDue ? await retry() : nil
        await removeLeftovers()
        return reply
    }

    private func retry() async -> AddonReply? {
        guard let table = incomplete?.table else { return nil }
        return await apply(table)
    }

    /// Removes servers whose last request has ended since.
    private func removeLeftovers() async {
        guard hasLeftovers, case .commands(let commands) = RouteTransition.plan(from: running, to: accepted.servers)
        else { return }
        do {
            let busy = try await execute(commands, accepted)
            running = RouteTransition.result(of: accepted.servers, after: running, busy: busy)
        } catch {
            // Servers without requests do no harm; the next attempt follows.
            logger.debug("servers not removed", metadata: ["error": "\(error)"])
        }
    }

    /// Puts a table in place, if need be without what HAProxy refuses of it and without ports that it can't have.
    ///
    /// - Returns: What of the table isn't in place, and why.
    private func put(_ table: Table, by way: (Table) async throws -> Void) async throws -> [String] {
        var obstacles = self.obstacles(to: table)
        while true {
            let (possible, lost) = table.without(obstacles)
            let (rest, refused) = refusals.applied(to: possible)
            do {
                try await way(rest)
                incomplete = nil
                // Nobody says when a port becomes free.
                if !lost.isEmpty { tryAgain(table) }
                note(missing: lost + refused)
                return lost + refused
            } catch let refusal as ConfigurationRefusal {
                let text = try rest.configuration(files.settings(generation: generation, options: options))
                guard refusals.note(refusal.complaints, of: text, for: rest) else { throw refusal }
            } catch {
                // A port may have been taken since.
                let later = self.obstacles(to: rest)
                guard !later.isEmpty else { throw error }
                obstacles.merge(later) { $1 }
            }
        }
    }

    /// What keeps HAProxy from listening at the ports that it hasn't yet.
    private func obstacles(to table: Table) -> [Int: String] {
        table.ports.subtracting(accepted.ports).reduce(into: [:]) { obstacles, port in
            obstacles[port] = PortProbe.obstacle(at: options.listenAddress, ContainerPort(port))
        }
    }

    private func tryAgain(_ table: Table) {
        incomplete = (table, .now + .seconds(options.retrySeconds))
    }

    private func note(missing problems: [String]) {
        guard problems != missing else { return }
        missing = problems
        for problem in problems { logger.error("a part of the table is left out", metadata: ["what": "\(problem)"]) }
    }

    private func move(to table: Table) async throws {
        switch isUncertain ? .reload : table.transition(from: accepted, running: running) {
        case .none:
            running.revision = table.revision
        case .commands(let commands):
            try await change(to: table, by: commands)
        case .reload:
            try await reload(table)
        }
        accepted = table
    }

    // MARK: At run time

    private func change(to table: Table, by commands: [RuntimeCommand]) async throws {
        try write(table, to: files.configuration, generation: generation)
        do {
            let busy = try await execute(commands, table)
            running = RouteTransition.result(of: table.servers, after: running, busy: busy)
            logger.info(
                "servers changed at run time",
                metadata: ["revision": "\(table.revision)", "commands": "\(commands.count)"]
            )
        } catch {
            logger.warning("servers not changed at run time, haproxy is reloaded", metadata: ["error": "\(error)"])
            isUncertain = true
            try await reload(table)
        }
    }

    private func execute(_ commands: [RuntimeCommand], _ table: Table) async throws -> Set<RuntimeCommand> {
        let map = files.map(generation: generation)
        return try await control.execute(commands, generation: generation) { command in
            guard case .addServer(let backend, _) = command else { return command.text(mapFile: map) }
            return command.text(mapFile: map, serverParameters: table.serverParameters(backend: backend))
        }
    }

    // MARK: By configuration

    /// Writes a table's files as the next generation, once HAProxy has accepted them.
    private func install(_ table: Table) async throws {
        let next = generation + 1
        do {
            let settings = files.settings(generation: next, options: options)
            try files.writeCertificates(table.certificateFiles(settings), generation: next)
            try write(table, to: files.candidate, generation: next)
            try await process.check(files.candidate)
            try files.promoteCandidate()
        } catch {
            files.remove(files.candidate)
            files.removeFiles(generation: next)
            throw error
        }
        generation = next
        accepted = table
        running = table.servers
    }

    private func reload(_ table: Table) async throws {
        let before = (generation: generation, accepted: accepted, running: running)
        do {
            try await install(table)
            try await control.startWorker(generation: generation)
        } catch {
            if generation != before.generation { files.removeFiles(generation: generation) }
            (generation, accepted, running) = before
            try write(accepted, to: files.configuration, generation: generation)
            throw error
        }
        isUncertain = false
        files.removeFiles(generation: before.generation)
        logger.info("haproxy reloaded", metadata: ["revision": "\(table.revision)", "generation": "\(generation)"])
    }

    private func write(_ table: Table, to path: String, generation: Int) throws {
        let settings = files.settings(generation: generation, options: options)
        let text = try table.configuration(settings)
        if let map = table.map { try files.write(map, to: settings.mapFile) }
        try files.write(text, to: path)
    }
}
