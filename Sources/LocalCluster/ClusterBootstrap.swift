//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Where the local cluster's server is found.
package struct LocalServerAccess: Equatable, Sendable {
    /// The management API as a user reaches it.
    package let url: String
    /// The management API as nodes reach it.
    package let nodeURL: String
    /// The server's data directory, on this machine, which holds its first password and its authority's certificate.
    package let dataDirectory: String

    /// The file that holds the administrator's first password.
    package static func passwordFile(in dataDirectory: String) -> String { dataDirectory + "/admin-password" }
    /// The file that holds the certificate of the server's authority.
    package var authorityFile: String { dataDirectory + "/ca.pem" }
}

/// Where the local cluster's registry is found, and how to sign in.
package struct LocalRegistryAccess: Equatable, Sendable {
    /// The registry as image references name it, such as `10.213.7.1:5000`.
    package let host: String
    /// The user to sign in as.
    package let user: String
    /// The user's password.
    package let password: String
    /// The file with the certificate to trust.
    package let authorityFile: String
}

/// What a node needs to become a member of a cluster.
package struct LocalJoinTicket: Equatable, Sendable {
    /// The address the agent asks.
    package let server: String
    /// The secret that lets a node in.
    package let token: String
    /// The SHA-256 fingerprint of the authority that the server proves itself with.
    package let authorityFingerprint: String

    /// Holds what the server's join command names.
    package init(server: String, token: String, authorityFingerprint: String) {
        self.server = server
        self.token = token
        self.authorityFingerprint = authorityFingerprint
    }
}

/// Sets a cluster up through a server's management API.
///
/// Every method can be called again and then changes nothing.
package protocol LocalClusterBootstrapping: Sendable {
    /// Waits until the server answers, signs in, makes the cluster where it is missing and says where its front door is.
    func ensureCluster(named name: String, rootDomain: String, ports: LocalClusterPorts) async throws
    /// Lets the cluster pull from the registry.
    func logIn(to registry: LocalRegistryAccess, cluster: String) async throws
    /// Sets the replacements for the beginnings of image references.
    func setImageMap(_ map: [String: String], cluster: String) async throws
    /// A ticket for a node to join with.
    func joinTicket(forNode node: String, cluster: String) async throws -> LocalJoinTicket
    /// Whether the server says that the node is connected and can run containers.
    func nodeIsReady(_ node: String, cluster: String) async throws -> Bool
    /// Writes the user's context, so that `gantry` needs no flags.
    func writeContext(cluster: String) async throws
}
