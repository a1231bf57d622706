//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Who serves an address.
package struct RouteObject: Codable, Sendable, Hashable {
    package struct Server: Codable, Sendable, Hashable {
        package var container: String
        /// The container's ID.
        package var id: String
        package var node: String
        package var address: String
        package var port: Int
        package var draining: Bool
        /// Its part of the visitors beside the others', 1 to 256; nil for equal parts.
        package var weight: Int?
        /// What the routers say of it; nil where they weren't asked.
        package var report: ServerReport?

        package init(
            container: String,
            id: String,
            node: String,
            address: String,
            port: Int,
            draining: Bool,
            weight: Int? = nil
        ) {
            self.container = container
            self.id = id
            self.node = node
            self.address = address
            self.port = port
            self.draining = draining
            self.weight = weight
        }
    }

    package var host: String
    package var path: String
    /// Empty for a container that is of no application.
    package var project: String
    /// The service, or the container that is of no application.
    package var service: String
    package var port: Int
    package var sticky: Bool
    package var servers: [Server]
    /// What the routers say of it; nil where they weren't asked.
    package var report: RouteReport?

    package init(host: String, path: String, project: String, service: String, port: Int, sticky: Bool) {
        self.host = host
        self.path = path
        self.project = project
        self.service = service
        self.port = port
        self.sticky = sticky
        servers = []
    }

    /// Whose it is, as people know it.
    package var owner: String { project.isEmpty ? service : "\(project)_\(service)" }
}
