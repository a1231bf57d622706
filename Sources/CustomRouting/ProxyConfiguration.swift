//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Routing

/// A proxy's configuration for HAProxy 2.6 or later, before it is written.
package struct ProxyConfiguration: Hashable, Sendable {
    /// Stands for the directory of the files that belong to this configuration; nobody else can write it.
    static let filesDirectory: Character = "\u{1}"

    package var sections: [ConfigurationSection] = []
    /// Content by name, below the configuration's directory: certificates and maps.
    package var files: [String: String] = [:]
    /// The services whose certificates are in the files, by these files' names.
    package var fileOwners: [String: String] = [:]
    /// What is left out, and why.
    package var refusals: [String] = []
    /// What else people should know.
    package var notices: [String] = []

    /// A configuration as text.
    package struct Text: Hashable, Sendable {
        package var text: String
        /// The service that a line is of, by the line's number from 1.
        package var owners: [Int: String]
    }

    /// Writes the configuration file.
    ///
    /// - Parameters:
    ///   - directory: Where `files` are.
    ///   - generation: What the running process is asked for, to know it from those before it.
    /// - Returns: The text, with the owners of its lines.
    package func text(directory: String, generation: Int) -> Text {
        var lines = ["# Written by the proxy; changes are overwritten."]
        var owners: [Int: String] = [:]
        for section in sections {
            lines.append(section.head)
            if section.head == "global" { lines.append("  setenv GANTRY_GENERATION \(generation)") }
            for line in section.lines {
                lines.append("  " + line.text)
                owners[lines.count] = line.service
            }
            for server in section.servers {
                lines.append(
                    "  server \(server.server.name) \(server.server.address):\(server.server.port)"
                        + section.parameters(of: server) + (server.server.isDraining ? " disabled" : "")
                )
                owners[lines.count] = server.service
            }
        }
        let text = lines.joined(separator: "\n") + "\n"
        return Text(
            text: text.split(separator: Self.filesDirectory, omittingEmptySubsequences: false)
                .joined(separator: directory),
            owners: owners
        )
    }

    /// The servers alone, in the form whose changes are known.
    package func servers(revision: Int64 = 0) -> RouteTable {
        RouteTable(
            revision: revision,
            backends: sections.filter { !$0.parameters.isEmpty || !$0.servers.isEmpty }.map { section in
                RouteBackend(
                    name: section.name,
                    isSticky: section.hasCookie,
                    servers: section.servers.map(\.server)
                )
            }
        )
    }

    /// How HAProxy gets from this configuration, with the servers that it has, to another one.
    ///
    /// - Parameters:
    ///   - new: The other configuration.
    ///   - running: The servers that the process has, those included that could not be removed yet.
    /// - Returns: The cheapest way that loses no request.
    package func transition(to new: ProxyConfiguration, running: RouteTable) -> RouteTransition {
        guard files == new.files, sections.map(\.withoutServers) == new.sections.map(\.withoutServers) else {
            return .reload
        }
        let known = Dictionary(
            running.backends.map { ($0.name, Set($0.servers.map(\.name))) },
            uniquingKeysWith: { first, _ in first }
        )
        let needsReload = new.sections.contains { section in
            !section.takesServers && section.servers.contains { known[section.name]?.contains($0.server.name) != true }
        }
        return needsReload ? .reload : RouteTransition.plan(from: running, to: new.servers(revision: running.revision))
    }

    /// What a server that is added at run time is told, beside its name and address.
    ///
    /// The last two are what a server of the file has by itself, but HAProxy 2.6 gives to no other: without them each
    /// request would have a connection of its own.
    package func runtimeParameters(backend: String, server: String) -> String? {
        guard let section = sections.first(where: { $0.name == backend }),
            let server = section.servers.first(where: { $0.server.name == server })
        else { return nil }
        return section.parameters(of: server).trimmingSpaces + " pool-max-conn -1 pool-purge-delay 5s"
    }

    /// The names of the servers that stand for containers, by the containers' IDs.
    package func serverNames(of containers: [String]) -> Set<String> {
        let wanted = Set(containers)
        return Set(sections.flatMap(\.servers).filter { wanted.contains($0.id) }.map(\.server.name))
    }

    /// The services that HAProxy's complaints are about, each with the complaint.
    ///
    /// - Parameters:
    ///   - complaints: What `haproxy -c` printed, a line each.
    ///   - text: What it was asked about.
    /// - Returns: A complaint for each service that one is about, by alias.
    package func offenders(in complaints: [String], of text: Text) -> [String: String] {
        var offenders: [String: String] = [:]
        for complaint in complaints {
            guard let service = offender(in: complaint, of: text), offenders[service] == nil else { continue }
            offenders[service] = complaint
        }
        return offenders
    }

    private func offender(in complaint: String, of text: Text) -> String? {
        // A certificate is named by the line that binds it, which is nobody's.
        for (file, service) in fileOwners.sorted(by: { $0.key < $1.key }) where complaint.contains("/\(file)'") {
            return service
        }
        // [ALERT] (17) : config : parsing [/haproxy.cfg:42] : …
        for part in complaint.split(separator: "[").dropFirst() {
            guard let end = part.firstIndex(of: "]"), let colon = part[..<end].lastIndex(of: ":"),
                let line = Int(part[part.index(after: colon)..<end])
            else { continue }
            if let service = text.owners[line] { return service }
        }
        for section in sections where complaint.contains("'\(section.name)'") {
            if section.parameters.count == 1, let service = section.parameters.keys.first { return service }
        }
        return nil
    }
}
