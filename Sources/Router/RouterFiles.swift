//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Routing

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The files of a router's state directory.
///
/// - `table.json`: the last table that was put in place;
/// - `haproxy.cfg`, `routes.N.map`, `certificates.N/`, `503.html`: what HAProxy reads, N being the configuration's
///   generation;
/// - `stats.sock`, `master.sock`: where HAProxy and its master process take commands.
struct RouterFiles: Sendable {
    let directory: String
    /// What no other router of the machine has, and this one as long as it runs.
    private let handoverSocket = "gantry-router-\(UInt64.random(in: 0 ... .max))"

    init(directory: String) {
        self.directory = directory
    }

    var configuration: String { directory + "/haproxy.cfg" }
    /// A configuration that HAProxy has not accepted yet.
    var candidate: String { directory + "/haproxy.cfg.new" }
    var statsSocket: String { directory + "/stats.sock" }
    var masterSocket: String { directory + "/master.sock" }
    /// The configuration of a program beside HAProxy.
    func configuration(of program: String) -> String { directory + "/\(program).conf" }
    private var table: String { directory + "/table.json" }
    private var errorPage: String { directory + "/503.html" }

    /// A map belongs to one generation, so that the next can be written while HAProxy uses this one.
    func map(generation: Int) -> String { directory + "/routes.\(generation).map" }

    /// Where the certificates are, and the lists of them.
    private func certificates(generation: Int) -> String { directory + "/certificates.\(generation)" }

    /// Makes the directory and the page that never changes; removes what earlier runs left.
    func prepare() throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // There are keys in it.
        guard chmod(directory, 0o700) == 0 else {
            throw RouterError("\(directory): its rights can't be set (error \(errno)); look at the disk")
        }
        for name in try manager.contentsOfDirectory(atPath: directory) {
            if name.hasSuffix(".map") || name.hasSuffix(".sock") || name.hasSuffix(".new") {
                remove(directory + "/" + name)
            } else if name.hasPrefix("certificates.") {
                try manager.removeItem(atPath: directory + "/" + name)
            }
        }
        try write(HAProxyConfiguration.errorPage, to: errorPage)
    }

    /// What HAProxy shall be told for a generation.
    func settings(generation: Int, options: RouterOptions) -> HAProxySettings {
        var settings = HAProxySettings(
            statsSocket: statsSocket,
            mapFile: map(generation: generation),
            certificateDirectory: certificates(generation: generation),
            errorPageFile: errorPage
        )
        settings.address = options.listenAddress
        settings.httpPort = options.httpPort
        settings.httpsPort = options.httpsPort
        settings.statsPort = options.statsPort
        settings.generation = generation
        settings.handoverSocket = handoverSocket
        // The user `nobody`; only root can become another user, and then has no need to stay root.
        settings.unprivilegedID = geteuid() == 0 ? 65_534 : nil
        return settings
    }

    /// The last good table; nil when there is none, or none that can be read.
    func loadTable<Table: RoutingTable>() -> Table? {
        guard let data = try? Data(contentsOf: URL(filePath: table)) else { return nil }
        return try? JSONDecoder().decode(Table.self, from: data)
    }

    func save(_ table: some RoutingTable) throws {
        try JSONEncoder().encode(table).write(to: URL(filePath: self.table), options: .atomic)
    }

    /// Replaces a file in one step.
    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// Writes the files of a generation's certificates, by their paths.
    func writeCertificates(_ certificates: [String: String], generation: Int) throws {
        guard !certificates.isEmpty else { return }
        let folder = self.certificates(generation: generation)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (path, text) in certificates { try write(text, to: path) }
    }

    /// Removes what belongs to one generation.
    func removeFiles(generation: Int) {
        remove(map(generation: generation))
        try? FileManager.default.removeItem(atPath: certificates(generation: generation))
    }

    /// Puts the candidate in the configuration's place.
    func promoteCandidate() throws { try promote(candidate, to: configuration) }

    /// Puts a file in another's place.
    func promote(_ path: String, to destination: String) throws {
        guard rename(path, destination) == 0 else {
            throw RouterError("\(destination): can't be replaced (error \(errno)); look at the disk")
        }
    }

    func remove(_ path: String) {
        unlink(path)
    }
}
