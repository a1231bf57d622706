//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Why a call of the Docker Engine failed.
package struct EngineError: Error, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Code: Hashable, Sendable {
        /// Nothing answers at the socket.
        case unreachable
        /// The engine answered with this status, 400 or above.
        case refused(status: Int)
        /// The engine's answer is too large or isn't what its API promises.
        case badAnswer
        /// The engine took too long.
        case timedOut
    }

    package var code: Code
    /// The call, why it failed and, where there is one, the remedy.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// Whether the engine doesn't know what the call named.
    package var isNotFound: Bool { code == .refused(status: 404) }
}
