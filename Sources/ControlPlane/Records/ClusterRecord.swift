//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A cluster as it is kept in the Store.
struct ClusterRecord: Codable, Sendable {
    var id: ClusterID
    var name: String
    var created: Timestamp
    var updated: Timestamp
    var region: String
    /// The overlay network's addresses.
    var subnetCIDR: String
    /// The domain under which prefixes are routed, in place of the default one.
    var rootDomain: String?
    /// Where clients come in; nil for the ports that addresses don't name.
    var webPorts: WebPorts?
    /// Image references by prefix, and what takes its place.
    var imageMap: [String: String]
    /// By the registry's domain.
    var registries: [String: RegistryCredential]
    /// Whether a node has made the swarm that carries the overlay network.
    var hasSwarm: Bool
    /// Which of the nodes that can take a container gets it; spread when nil.
    var strategy: PlacementStrategy?
    /// The TCP port of the cluster's endpoint; nil in records from before there were endpoints.
    var endpointPort: Int?

    /// The domain that a route's prefix is put before.
    var domain: String { rootDomain ?? "\(id).\(region).alicontainer.com" }
}

/// The ports at which clients reach a cluster's web addresses: those of what stands before its nodes.
struct WebPorts: Codable, Sendable, Hashable {
    static let usual = WebPorts(http: 80, https: 443)

    var http: Int
    var https: Int
}

/// A registry's login as it is kept in the Store.
struct RegistryCredential: Codable, Sendable {
    var user: String
    /// Sealed by `SecretSealing`.
    var sealedPassword: [UInt8]
    var email: String
}
