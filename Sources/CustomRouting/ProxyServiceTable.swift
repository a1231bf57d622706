//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The services that proxies of the users' own lead to: everything that such a proxy needs to know of a cluster.
///
/// The control plane makes it (`ProxyServiceTable.make`), agents pass on what is in a proxy's scope, proxies put it in
/// place.
package struct ProxyServiceTable: Codable, Hashable, Sendable {
    /// Grows with each table of a cluster; a proxy never goes back to an older one.
    package var revision: Int64
    /// Sorted by alias.
    package var services: [ProxiedService]

    package init(revision: Int64, services: [ProxiedService] = []) {
        self.revision = revision
        self.services = services
    }

    /// The same with the services of a scope alone.
    package func limited(to scope: ProxyScope) -> ProxyServiceTable {
        ProxyServiceTable(revision: revision, services: services.filter(scope.contains))
    }
}

/// A service that a proxy leads to.
package struct ProxiedService: Codable, Hashable, Sendable {
    package var project: String
    package var service: String
    /// What it is called in the proxy's configuration: `{project}_{service}`, or the name of a link.
    package var alias: String
    /// What it asks of proxies, by the setting's name in upper case: `aliyun.proxy.{NAME}`.
    package var settings: [String: String]
    /// Sorted by name.
    package var servers: [ProxiedServer]

    package init(
        project: String,
        service: String,
        alias: String,
        settings: [String: String],
        servers: [ProxiedServer]
    ) {
        self.project = project
        self.service = service
        self.alias = alias
        self.settings = settings
        self.servers = servers
    }
}

/// A container of a service that a proxy leads to.
package struct ProxiedServer: Codable, Hashable, Sendable {
    /// The container's ID; empty where it isn't known.
    package var id: String
    /// The container's name, which is its cookie's value, too.
    package var name: String
    package var address: String
    /// The ports on which it serves, in ascending order.
    package var ports: [Int]
    /// Takes no new visitor; requests under way are finished.
    package var isDraining: Bool

    package init(id: String = "", name: String, address: String, ports: [Int], isDraining: Bool = false) {
        self.id = id
        self.name = name
        self.address = address
        self.ports = ports
        self.isDraining = isDraining
    }
}
