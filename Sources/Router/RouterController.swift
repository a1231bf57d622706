//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Logging
import Routing

/// Puts route tables in place, one after the other.
///
/// HAProxy's files always say what its process shall have, before the process is changed: whenever it dies, it comes
/// back with that.
actor RouterController: TableController {
    private let options: RouterOptions
    private let files: RouterFiles
    private let process: HAProxyProcess
    private let control: HAProxyControl
    private let logger: Logger
    /// The last table that was put in place.
    private var accepted = RouteTable(revision: -1)
    /// What HAProxy's process has: the accepted table and what could not be removed from it at run time.
    private var running = RouteTable(revision: -1)
    /// Whether the process may have something else, since commands were only partly carried out.
    private var isUncertain = false
    /// Counts HAProxy's configurations; the process says which one it has.
    private var generation = 1
    private var refusals = RouteRefusals()

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

    static func table(in message: AddonMessage) -> RouteTable? {
        guard case .table(let table) = message else { return nil }
        return table
    }

    /// Whether servers wait for being removed from the process.
    var hasWork: Bool { running != accepted && running.backends.contains { !$0.servers.isEmpty } }

    /// Writes the configuration that HAProxy is to start with: of the last good table, or of none.
    func prepare() async throws {
        try files.prepare()
        if let table = files.loadTable() {
            do {
                try table.validate()
                _ = try await put(table) { try await install($0) }
                return
            } catch {
                logger.error("the kept route table can't be used", metadata: ["error": "\(error)"])
            }
        }
        try await install(RouteTable(revision: -1))
    }

    /// Puts a table in place unless a newer one is there.
    ///
    /// - Parameter table: The table.
    /// - Returns: The revision that is in place, or why that of the table is not, or what of it isn't.
    func apply(_ table: RouteTable) async -> AddonReply {
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
                "route table not put in place",
                metadata: ["revision": "\(table.revision)", "error": "\(error)"]
            )
            return .applied(revision: table.revision, error: "\(error)")
        }
    }

    /// Removes servers whose last request has ended since.
    func tidy() async {
        guard hasWork, case .commands(let commands) = RouteTransition.plan(from: running, to: accepted)
        else { return }
        do {
            let busy = try await execute(commands)
            running = RouteTransition.result(of: accepted, after: running, busy: busy)
        } catch {
            // Servers without requests do no harm; the next attempt follows.
            logger.debug("servers not removed", metadata: ["error": "\(error)"])
        }
    }

    /// Puts a table in place, if need be without what HAProxy refuses of it.
    ///
    /// - Returns: What of the table isn't in place, and why.
    private func put(_ table: RouteTable, by way: (RouteTable) async throws -> Void) async throws -> [String] {
        while true {
            let (rest, problems) = refusals.applied(to: table)
            do {
                try await way(rest)
                return problems
            } catch let refusal as ConfigurationRefusal {
                let text = try HAProxyConfiguration.render(
                    rest,
                    files.settings(generation: generation, options: options)
                )
                guard refusals.note(refusal.complaints, of: text, for: rest) else { throw refusal }
                logger.error("a part of the routes is left out", metadata: ["why": "\(refusal)"])
            }
        }
    }

    private func move(to table: RouteTable) async throws {
        switch isUncertain ? .reload : RouteTransition.plan(from: running, to: table) {
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

    private func change(to table: RouteTable, by commands: [RuntimeCommand]) async throws {
        try write(table, to: files.configuration, generation: generation)
        do {
            let busy = try await execute(commands)
            running = RouteTransition.result(of: table, after: running, busy: busy)
            logger.info(
                "routes changed at run time",
                metadata: ["revision": "\(table.revision)", "commands": "\(commands.count)"]
            )
        } catch {
            logger.warning("routes not changed at run time, haproxy is reloaded", metadata: ["error": "\(error)"])
            isUncertain = true
            try await reload(table)
        }
    }

    private func execute(_ commands: [RuntimeCommand]) async throws -> Set<RuntimeCommand> {
        let map = files.map(generation: generation)
        return try await control.execute(commands, generation: generation) { $0.text(mapFile: map) }
    }

    // MARK: By configuration

    /// Writes a table's files as the next generation, once HAProxy has accepted them.
    private func install(_ table: RouteTable) async throws {
        let next = generation + 1
        do {
            try files.writeCertificates(table, generation: next)
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
        running = table
    }

    private func reload(_ table: RouteTable) async throws {
        let before = (generation: generation, accepted: accepted, running: running)
        do {
            try await install(table)
            try await control.startWorker(generation: generation)
        } catch {
            if generation != before.generation { files.removeFiles(generation: generation) }
            (generation, accepted, running) = before
            try write(running, to: files.configuration, generation: generation)
            throw error
        }
        isUncertain = false
        files.removeFiles(generation: before.generation)
        logger.info("haproxy reloaded", metadata: ["revision": "\(table.revision)", "generation": "\(generation)"])
    }

    private func write(_ table: RouteTable, to path: String, generation: Int) throws {
        let settings = files.settings(generation: generation, options: options)
        let text = try HAProxyConfiguration.render(table, settings)
        try files.write(HAProxyMap.render(table), to: settings.mapFile)
        try files.write(text, to: path)
    }
}
