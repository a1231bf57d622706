//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Who serves what: everything that a router needs to know, in HAProxy's terms but not in its language.
///
/// The control plane makes it (`RouteTable.make`), agents pass it on, routers put it in place.
package struct RouteTable: Codable, Hashable, Sendable {
    /// Grows with each table of a cluster; a router never goes back to an older one.
    package var revision: Int64
    /// Sorted by host, then by path, longest first.
    package var rules: [RouteRule]
    /// Sorted by name.
    package var backends: [RouteBackend]
    /// Sorted by name; nil for none.
    package var certificates: [RouteCertificate]?

    package init(revision: Int64, rules: [RouteRule] = [], backends: [RouteBackend] = []) {
        self.revision = revision
        self.rules = rules
        self.backends = backends
    }

    /// Whether a rule is for a part of its host only.
    var hasPaths: Bool { rules.contains { $0.path != "/" } }

    /// The few rules of a table that leads all of its requests to one backend, whatever their path; nil for others.
    ///
    /// Comparing some hosts takes less than half of the work of finding one in a map, and choosing the backend by it.
    var onlyRules: [RouteRule]? {
        guard let first = rules.first, rules.count <= 4, !hasPaths else { return nil }
        return rules.allSatisfy { $0.backend == first.backend } ? rules : nil
    }

    /// By the sticky backend's name: the paths whose requests it gets, for which the cookies of its sessions are valid.
    var cookiePaths: [String: Set<String>] {
        let none = backends.lazy.filter(\.isSticky).map { ($0.name, Set<String>()) }
        var paths = Dictionary(none, uniquingKeysWith: { first, _ in first })
        for rule in rules { paths[rule.backend]?.insert(rule.path) }
        return paths
    }
}

/// Requests for this host and path go to that backend.
package struct RouteRule: Codable, Hashable, Sendable {
    /// Lower-case, without a port.
    package var host: String
    /// `/` or `/path`: it takes the path itself and all below it.
    package var path: String
    package var backend: String

    package init(host: String, path: String, backend: String) {
        self.host = host
        self.path = path
        self.backend = backend
    }
}

/// The containers that serve one port of a service.
package struct RouteBackend: Codable, Hashable, Sendable {
    /// `{application}_{service}_{port}_servers`.
    package var name: String
    /// Whether a client stays with one container by the cookie `CONTAINERID`.
    package var isSticky: Bool
    /// Sorted by name.
    package var servers: [RouteServer]
    /// How its requests are treated; nil for as all others.
    package var settings: RoutingSettings?

    /// The name of the backend of a service's port.
    package static func name(_ application: String, _ service: String, port: Int) -> String {
        "\(application)_\(service)_\(port)_servers"
    }

    package init(name: String, isSticky: Bool, servers: [RouteServer]) {
        self.name = name
        self.isSticky = isSticky
        self.servers = servers
    }
}

/// The certificate of a service's hosts.
package struct RouteCertificate: Codable, Hashable, Sendable {
    /// `{application}_{service}`.
    package var name: String
    /// Sorted.
    package var hosts: [String]
    /// The certificate, those that it is signed by, and its key.
    package var pem: String

    package init(name: String, hosts: [String], pem: String) {
        self.name = name
        self.hosts = hosts
        self.pem = pem
    }
}

/// One container's port.
package struct RouteServer: Codable, Hashable, Sendable {
    /// The container's ID, which is the cookie's value, too.
    package var name: String
    package var address: String
    package var port: Int
    /// Takes no new visitor; requests under way are finished.
    package var isDraining: Bool
    /// Its part of the visitors beside the others' of the backend, 1 to 256; nil for 1.
    package var weight: Int?

    package init(name: String, address: String, port: Int, isDraining: Bool = false, weight: Int? = nil) {
        self.name = name
        self.address = address
        self.port = port
        self.isDraining = isDraining
        self.weight = weight
    }
}
