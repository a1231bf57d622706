//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A join token as it is kept in the Store, under the digest of its text.
struct TokenRecord: Codable, Sendable {
    /// Sealed by `SecretSealing`, so that it can be shown again.
    var sealedToken: [UInt8]
    var cluster: ClusterID
    var created: Timestamp
    /// Nil for one that doesn't end.
    var expires: Timestamp?
    /// Good for one machine only.
    var isSingleUse: Bool
    /// The engine that joined with it, if it is for one machine.
    var usedBy: String?
    var isRevoked: Bool
}
