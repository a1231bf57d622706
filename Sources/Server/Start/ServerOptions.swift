//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What the server is told at its start.
package struct ServerOptions: Sendable {
    /// The folder of its keys and state.
    package var dataDirectory: String
    /// Where the management API listens.
    package var apiAddress: HostPort
    /// Where agents connect.
    package var agentAddress: HostPort
    /// Names and addresses under which clients and agents reach the server; agents dial the first one.
    package var advertiseHosts: [String]
    /// The program that machines download when they join.
    package var agentBinary: String
    /// The image of the routing containers; nil leaves simple routing out of new clusters.
    package var routingImage: String?
    /// Where the administrator's first password is written instead of the output.
    package var passwordFile: String?
    /// How long a node may give no sign of life before it counts as lost.
    package var lossAfterSeconds = 5
    /// How long a node must have counted as lost before containers that may are made elsewhere.
    package var rescheduleAfterSeconds = 0
    /// The ports of clusters' endpoints.
    package var endpointPorts = PortRange.endpoints
    /// The folder of the console's front-end libraries, as `scripts/console-assets` makes it.
    package var consoleAssets = Self.standardConsoleAssets
    /// How many entries the audit log keeps.
    package var auditLimit = AuditLog.standardLimit

    package static let standardConsoleAssets = "/usr/share/gantry/console"

    package init(
        dataDirectory: String,
        apiAddress: HostPort,
        agentAddress: HostPort,
        advertiseHosts: [String],
        agentBinary: String,
        routingImage: String? = nil,
        passwordFile: String? = nil
    ) {
        self.dataDirectory = dataDirectory
        self.apiAddress = apiAddress
        self.agentAddress = agentAddress
        self.advertiseHosts = advertiseHosts
        self.agentBinary = agentBinary
        self.routingImage = routingImage
        self.passwordFile = passwordFile
    }

    /// The state's database, in the data directory.
    var statePath: String { dataDirectory + "/state.db" }

    /// The name that agents and machines dial.
    var primaryHost: String { advertiseHosts.first ?? "localhost" }

    /// What the server's certificate is for.
    var certificateNames: [String] {
        var names: [String] = []
        for name in advertiseHosts + ["localhost", "127.0.0.1", "::1"] where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The management API's URL as machines reach it.
    var apiURL: String { "https://\(HostPort(host: primaryHost, port: apiAddress.port))" }

    /// Where agents dial.
    var agentEndpoint: String { HostPort(host: primaryHost, port: agentAddress.port).description }
}
