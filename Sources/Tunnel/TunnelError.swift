//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Why a tunnel, or one stream of it, could not do what was asked.
package struct TunnelError: Error, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Code: Sendable, Hashable {
        /// The connection ended; every stream of it ends with this error.
        case connectionLost
        /// No connection came about: no route, wrong certificate, no answer in time.
        case notConnected
        /// The peer, or a side of ours, reset this stream.
        case streamReset
        /// The peer answered a pipe's opening with this HTTP status instead of 200.
        case refused(status: Int)
        /// The request or response breaks a rule or a limit.
        case invalid
    }

    package var code: Code
    /// The thing, why, and what to do.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
