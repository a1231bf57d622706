//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import PKI

/// Makes and checks password hashes, which is slow on purpose: one at a time, so that logins can't take all processors.
actor PasswordChecker {
    /// The hash that is compared against for a user who doesn't exist, so that the answer takes as long.
    private var decoy: String?

    func hash(_ password: String) throws -> String { try PasswordHash.make(password) }

    /// Whether the password is the one that was hashed; `hash` is nil for an unknown user.
    func verify(_ password: String, against hash: String?) throws -> Bool {
        if let hash { return PasswordHash.verify(password, against: hash) }
        let decoy = try self.decoy ?? PasswordHash.make(TokenGenerator.make())
        self.decoy = decoy
        _ = PasswordHash.verify(password, against: decoy)
        return false
    }
}
