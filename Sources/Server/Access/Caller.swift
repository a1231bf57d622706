//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Who makes a call.
struct Caller: Sendable, Hashable {
    var user: String
    var isAdministrator: Bool
    /// The digest of the token, which tells the session.
    var session: String
}
