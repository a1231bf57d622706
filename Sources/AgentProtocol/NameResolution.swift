//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Asks for the addresses of machines outside the cluster, as their names resolve on the node.
package struct NameResolutionRequest: Codable, Sendable, Hashable {
    /// More names than this are refused.
    package static let maximumNames = 256

    package var names: [String]

    package init(names: [String]) { self.names = names }
}

/// What the node found.
package struct NameResolutionAnswer: Codable, Sendable, Hashable {
    /// By name, without those that have no address or weren't found in time.
    package var addresses: [String: String]

    package init(addresses: [String: String]) { self.addresses = addresses }
}
