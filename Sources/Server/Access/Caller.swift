//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access

/// Who makes a call.
struct Caller: Sendable, Hashable {
    /// What the caller showed.
    enum Credential: Sendable, Hashable {
        /// The digest of a bearer token, which tells the session.
        case session(String)
        /// The ID of an access key.
        case accessKey(String)
        /// The fingerprint of a certificate of a cluster's endpoint.
        case certificate(String)
    }

    var user: String
    var role: Role
    var grants: Grants
    var credential: Credential
}
