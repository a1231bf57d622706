//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Where a router's HAProxy listens and keeps its files.
package struct HAProxySettings: Hashable, Sendable {
    /// The address to listen on; empty for all.
    package var address = ""
    package var httpPort = 80
    /// For HTTPS, once there is a certificate.
    package var httpsPort = 443
    package var statsPort = 1936
    /// The abstract unix socket at which a worker takes the requests of those before it; nobody else on the machine
    /// has it.
    package var handoverSocket = "gantry-router"
    /// The unix socket of the run-time API.
    package var statsSocket: String
    /// The map from host and path to the backend.
    package var mapFile: String
    /// Where the files of certificates are, and lists of them.
    package var certificateDirectory: String
    /// The body of the page that says that nobody serves.
    package var errorPageFile: String
    /// The user and group that requests are handled as, for HAProxy started by root; nil keeps the user.
    package var unprivilegedID: Int?
    /// Tells one configuration of a running HAProxy from the next: its environment's `GANTRY_GENERATION`.
    package var generation = 1

    /// The list of a route table's certificates and their hosts.
    package var certificateList: String { certificateDirectory + "/list" }

    package init(statsSocket: String, mapFile: String, certificateDirectory: String, errorPageFile: String) {
        self.statsSocket = statsSocket
        self.mapFile = mapFile
        self.certificateDirectory = certificateDirectory
        self.errorPageFile = errorPageFile
    }
}
