//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a proxy itself is told by its environment, once, when it starts.
package struct ProxySettings: Hashable, Sendable {
    /// A `backend` of the user's own.
    struct AdditionalBackend: Hashable, Sendable {
        var name: String
        var lines: [String]
    }

    /// A name with a password, or with what one became by `crypt`.
    struct Credential: Hashable, Sendable {
        var user: String
        var password: String
    }

    var additionalBackends: [AdditionalBackend] = []
    package var balance = "roundrobin"
    /// A PEM of the authorities whose clients are let in.
    package var clientAuthority: String?
    /// A file of such, which goes before.
    package var clientAuthorityFile: String?
    package var certificateFolder: String?
    package var certificates: [String] = []
    /// By port.
    var bindSettings: [Int: String] = [:]
    var defaultSettings: [String] = []
    var globalSettings: [String] = []
    /// By port.
    var frontendSettings: [Int: [String]] = [:]
    var routeSettings: String?
    var usesDefaultBackend = true
    var user = "haproxy"
    var group = "haproxy"
    var healthCheck = "check inter 2000 rise 2 fall 3"
    /// Who may pass, with passwords in the clear.
    var users: [Credential] = []
    /// The same with hashed passwords.
    var usersWithHashes: [Credential] = []
    var maximumConnections = 4_096
    var mode = "http"
    var monitorPath: String?
    var monitorPort: Int?
    var threads = 1
    /// Lines of the section `defaults`.
    var options = ["option redispatch", "option httplog", "option dontlognull", "option forwardfor"]
    /// How long processes of earlier configurations may last, in seconds: 0 for as long as they have clients, -1 for
    /// not at all.
    package var reloadTimeout = 0
    /// Nowhere, when it isn't set: in the container nobody listens.
    var logTarget: String?
    var marksProtocol = true
    var bindCiphers: String?
    var bindOptions: String?
    var statisticsPassword = "stats:stats"
    package var statisticsPort = 1_936
    /// Lines of the section `defaults`, in milliseconds.
    var timeouts = ["timeout connect 5000", "timeout client 50000", "timeout server 50000"]

    package init() {}
}
