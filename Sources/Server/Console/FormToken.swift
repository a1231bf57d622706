//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import FoundationEssentials

/// What a session's forms send along so that no other site can send them.
enum FormToken {
    /// Made of the session's token, which only its browser and the server know, and which can't be told from it.
    static func make(_ session: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("console form".utf8),
            using: SymmetricKey(data: Array(session.utf8))
        )
        return Data(code).base64EncodedString()
    }
}
