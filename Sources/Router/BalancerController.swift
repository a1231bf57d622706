//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import Logging
import Model
import NIOCore

/// Puts tables of a machine's load balancers in place: HAProxy has the listeners for connections and requests, nginx those
/// for datagrams, and keepalived the addresses.
actor BalancerController: TableController {
    private let haproxy: RouterController<BalancerTable>
    private let files: RouterFiles
    private let nginx: CompanionProgram
    private let keepalived: CompanionProgram
    private let bandwidth: BandwidthFilter
    private let logger: Logger
    /// The ports that nginx listens on.
    private var datagramPorts: Set<Int> = []
    /// The table, when nginx, keepalived or the packet filter has not all of it, and when that is tried again.
    private var unfinished: (table: BalancerTable, retry: ContinuousClock.Instant)?
    private let retryDelay: Duration
    /// What HAProxy has not of the last table, and what the others have not; nil and empty for nothing.
    private var refusal: String?
    private var others: [String] = []
    /// The address to listen on; empty for all.
    private let address: String

    init(options: RouterOptions, files: RouterFiles, process: HAProxyProcess, logger: Logger) {
        haproxy = RouterController(options: options, files: files, process: process, logger: logger)
        self.files = files
        nginx = .nginx(files, logger: logger)
        keepalived = .keepalived(files, logger: logger)
        bandwidth = BandwidthFilter(files: files)
        retryDelay = .seconds(options.retrySeconds)
        address = options.listenAddress
        self.logger = logger
    }

    nonisolated var worker: HAProxySocket { haproxy.worker }

    static func table(in message: AddonMessage) -> BalancerTable? { .of(message) }

    var hasWork: Bool {
        get async {
            if await haproxy.hasWork { return true }
            return isRetryDue
        }
    }

    private var isRetryDue: Bool { unfinished.map { $0.retry <= .now } ?? false }

    /// Writes the configuration that the programs are to start with: of the last good table, or of none.
    func prepare() async throws {
        try await haproxy.prepare()
        if let table: BalancerTable = files.loadTable() { others = await finish(table) }
    }

    /// Runs nginx and keepalived whenever there is something for them, until the task is cancelled.
    func runCompanions() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [nginx] in await nginx.run() }
            group.addTask { [keepalived] in await keepalived.run() }
        }
        // Of its own, for this one is cancelled by then.
        await Task { [bandwidth] in try? await bandwidth.remove() }.value
    }

    func apply(_ table: BalancerTable) async -> AddonReply {
        let reply = await haproxy.apply(table)
        guard case .applied(let revision, let error) = reply, revision == table.revision else { return reply }
        refusal = error
        others = await finish(table)
        return self.reply(revision)
    }

    func tidy() async -> AddonReply? {
        var revision: Int64?
        if case .applied(let tried, let error) = await haproxy.tidy() {
            revision = tried
            refusal = error
        }
        if isRetryDue, let table = unfinished?.table {
            revision = table.revision
            others = await finish(table)
        }
        return revision.map(reply)
    }

    private func reply(_ revision: Int64) -> AddonReply {
        let all = (refusal.map { [$0] } ?? []) + others
        return .applied(revision: revision, error: all.isEmpty ? nil : all.joined(separator: "; "))
    }

    /// Has nginx, keepalived and the packet filter do what a table says.
    ///
    /// - Returns: What of it is not in place, and why.
    private func finish(_ table: BalancerTable) async -> [String] {
        var (possible, problems) = table.leavingOut { listener in
            guard listener.mode == .udp, !datagramPorts.contains(listener.port) else { return nil }
            return PortProbe.obstacle(at: address, listener.nodePort).map(BalancerTable.complaint)
        }
        possible.listeners.removeAll { $0.mode != .udp }
        do {
            try await nginx.apply(
                DatagramConfiguration.render(possible.listeners, address: address, directory: files.directory)
            )
            datagramPorts = Set(possible.listeners.map(\.port))
        } catch {
            problems.append("\(error)")
        }
        let addresses = VirtualAddressConfiguration.render(table.addresses ?? [], interfaces: Self.interfaces())
        problems += addresses.problems
        do { try await keepalived.apply(addresses.text) } catch { problems.append("\(error)") }
        do {
            try await bandwidth.apply(table)
        } catch {
            problems.append("limits of bandwidth: \(error)")
        }
        unfinished = problems.isEmpty ? nil : (table, .now + retryDelay)
        for problem in problems { logger.error("a part of the table is left out", metadata: ["why": "\(problem)"]) }
        return problems
    }

    /// The names of the network interfaces by their addresses.
    private static func interfaces() -> [String: String] {
        let devices = (try? System.enumerateDevices()) ?? []
        let named = devices.compactMap { device in device.address?.ipAddress.map { ($0, device.name) } }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }
}
