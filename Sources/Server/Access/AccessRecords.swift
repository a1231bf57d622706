//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A user as the Store keeps them, under `/users/NAME`.
struct UserRecord: Codable, Sendable, Hashable {
    var name: String
    var passwordHash: String
    var isAdministrator: Bool
    var created: Timestamp
}

/// A login as the Store keeps it, under `/sessions/DIGEST`, where the digest is the token's.
struct SessionRecord: Codable, Sendable, Hashable {
    var user: String
    var created: Timestamp
    var expires: Timestamp
}
