//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Routing

/// A part of HAProxy's configuration, from its first line to the next part's.
package struct ConfigurationSection: Hashable, Sendable {
    /// A line, and the service that is to be told when HAProxy doesn't like it.
    package struct Line: Hashable, Sendable {
        package var text: String
        package var service: String?
    }

    /// A container's port.
    package struct Server: Hashable, Sendable {
        package var server: RouteServer
        /// What the cookie says of it.
        package var container: String
        package var service: String
        /// The container's ID; empty where it isn't known.
        package var id: String
    }

    /// Such as `backend SERVICE_shop_web`.
    package var head: String
    package var lines: [Line] = []
    /// What the lines of a service's servers end with, by its alias.
    package var parameters: [String: String] = [:]
    /// Sorted by name.
    package var servers: [Server] = []
    /// Whether clients are told by a cookie which server is theirs.
    package var hasCookie = false
    /// Whether HAProxy takes new servers without a new configuration.
    package var takesServers = true

    init(_ head: String) {
        self.head = head
    }

    /// The section's own name.
    package var name: String { String(head.split(separator: " ").last ?? "") }

    mutating func add(_ line: String, of service: String? = nil) {
        lines.append(Line(text: line, service: service))
    }

    mutating func add(_ lines: [String]) {
        for line in lines { add(line) }
    }

    /// Sorts the servers and gives each a name of its own: containers of different nodes may be called alike.
    mutating func arrangeServers() {
        servers.sort { ($0.server.name, $0.server.address) < ($1.server.name, $1.server.address) }
        var names: Set<String> = []
        for index in servers.indices where !names.insert(servers[index].server.name).inserted {
            let server = servers[index].server
            servers[index].server.name = "\(servers[index].container):\(server.address):\(server.port)"
        }
        servers.sort { $0.server.name < $1.server.name }
    }

    /// A server's line, as far as it isn't name and address.
    func parameters(of server: Server) -> String {
        let cookie = hasCookie ? " cookie \(server.container)" : ""
        return cookie + (parameters[server.service].map { " " + $0 } ?? "")
    }

    /// The same without its servers, which can be changed while HAProxy runs.
    var withoutServers: ConfigurationSection {
        var section = self
        section.servers = []
        return section
    }
}
