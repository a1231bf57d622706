//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import CustomRouting
import FoundationEssentials

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The files of a proxy.
///
/// In its state directory: `services.json`, the last services that were put in place; `N/`, the certificates and maps
/// of the configuration of generation N; `master.sock`, where HAProxy's master process takes commands.
struct ProxyFiles: Sendable {
    let options: ProxyOptions

    init(options: ProxyOptions) {
        var options = options
        options.paths.handoverSocket += "-\(UInt64.random(in: 0 ... .max))"
        self.options = options
    }

    var configuration: String { options.configurationFile }
    /// A configuration that HAProxy has not accepted yet.
    var candidate: String { options.configurationFile + ".new" }
    var masterSocket: String { options.stateDirectory + "/master.sock" }
    private var table: String { options.stateDirectory + "/services.json" }

    /// Where the files are that a configuration names.
    func directory(generation: Int) -> String { "\(options.stateDirectory)/\(generation)" }

    /// Whether the node's agent has given the container a place for its socket.
    var hasSocketDirectory: Bool {
        let path = options.addonSocket
        return access(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]), F_OK) == 0
    }

    /// Makes the directory, and removes what earlier runs left.
    func prepare() throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: options.stateDirectory, withIntermediateDirectories: true)
        guard chmod(options.stateDirectory, 0o700) == 0 else {
            throw RouterError("\(options.stateDirectory): its rights can't be set (error \(errno)); look at the disk")
        }
        for name in try manager.contentsOfDirectory(atPath: options.stateDirectory)
        where Int(name) != nil || name.hasSuffix(".sock") {
            try manager.removeItem(atPath: options.stateDirectory + "/" + name)
        }
        unlink(candidate)
        if let path = options.pidFile { try write("\(getpid())\n", to: path) }
    }

    /// Writes what a configuration names, and the configuration itself as the candidate.
    func writeCandidate(_ configuration: ProxyConfiguration, generation: Int) throws -> ProxyConfiguration.Text {
        let directory = directory(generation: generation)
        try? FileManager.default.removeItem(atPath: directory)
        for (name, content) in configuration.files {
            let path = directory + "/" + name
            let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
            try write(content, to: path)
        }
        let text = configuration.text(directory: directory, generation: generation)
        try write(text.text, to: candidate)
        return text
    }

    /// Puts the candidate in the configuration's place, and the links to its certificates.
    func promoteCandidate(generation: Int) throws {
        guard rename(candidate, configuration) == 0 else {
            throw RouterError("\(configuration): it can't be replaced (error \(errno)); look at the disk")
        }
        for (link, name) in [(options.certificateLink, "certs"), (options.authorityLink, "cacerts")] {
            guard let link else { continue }
            let temporary = link + ".new"
            unlink(temporary)
            // Whoever has mounted something there keeps it: HAProxy doesn't need the link.
            guard symlink(directory(generation: generation) + "/" + name, temporary) == 0 else { continue }
            if rename(temporary, link) != 0 { unlink(temporary) }
        }
    }

    func removeCandidate(generation: Int) {
        unlink(candidate)
        removeDirectory(generation: generation)
    }

    func removeDirectory(generation: Int) {
        try? FileManager.default.removeItem(atPath: directory(generation: generation))
    }

    /// The last services; nil when there are none, or none that can be read.
    func loadTable() -> ProxyServiceTable? {
        guard let data = try? Data(contentsOf: URL(filePath: table)) else { return nil }
        return try? JSONDecoder().decode(ProxyServiceTable.self, from: data)
    }

    /// Keeps services for the next start; they have keys of certificates among them.
    func save(_ services: ProxyServiceTable) throws {
        try JSONEncoder().encode(services).write(to: URL(filePath: table), options: .atomic)
    }

    /// Replaces a file in one step.
    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// The content of the files that settings name, as far as they can be read.
    static func contents(of paths: [String]) -> [String: String] {
        var contents: [String: String] = [:]
        for path in paths {
            guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= 1 << 20 else { continue }
            contents[path] = String(decoding: data, as: UTF8.self)
        }
        return contents
    }
}
