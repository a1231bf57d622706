//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOSSL

/// Why a call of the management API didn't come to an answer.
package struct APIClientError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String
    /// Whether there was no connection at all, so that the call may be made again.
    package var isUnreachable = false

    package init(_ description: String) { self.description = description }

    init(unreachable url: String, _ error: any Error) {
        if let error = error as? NIOSSLError, case .handshakeFailed = error {
            description =
                "\(url): its certificate isn't trusted (\(error)); log in again with `gantry login` if the server was set up anew"
            return
        }
        isUnreachable = true
        description = "\(url): can't be reached: \(error); is `gantry server` running there?"
    }
}
