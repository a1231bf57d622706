//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a machine sends to become a node: POST `/token/{token}/nodes` of the management API.
package struct JoinRequest: Codable, Sendable, Hashable {
    /// The node's name; unique in its cluster.
    package var name: String
    /// The address that other nodes reach it at.
    package var address: String
    package var zone: String
    package var labels: [String: String]
    /// The engine's ID: a machine that joins again keeps its node.
    package var engineID: String
    /// A certificate signing request in PEM; its key never leaves the machine.
    package var certificateSigningRequest: String

    package init(
        name: String,
        address: String,
        zone: String,
        labels: [String: String],
        engineID: String,
        certificateSigningRequest: String
    ) {
        self.name = name
        self.address = address
        self.zone = zone
        self.labels = labels
        self.engineID = engineID
        self.certificateSigningRequest = certificateSigningRequest
    }
}

/// The answer to a `JoinRequest`.
package struct JoinResponse: Codable, Sendable, Hashable {
    package var clusterID: String
    package var nodeID: String
    /// The node's certificate chain in PEM.
    package var certificate: String
    /// The authority that the control plane's certificate is checked against, in PEM.
    package var authority: String
    /// `host:port` of the control plane's port for agents.
    package var agentEndpoint: String

    package init(clusterID: String, nodeID: String, certificate: String, authority: String, agentEndpoint: String) {
        self.clusterID = clusterID
        self.nodeID = nodeID
        self.certificate = certificate
        self.authority = authority
        self.agentEndpoint = agentEndpoint
    }
}
