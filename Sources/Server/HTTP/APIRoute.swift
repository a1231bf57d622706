//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore

/// One call of the API: its method, the form of its path, who may make it, and what it does.
struct APIRoute: Sendable {
    /// Who may make a call.
    enum Access: Sendable, Hashable {
        /// Everyone who reaches the server.
        case everyone
        /// Whoever knows a join token; it is part of the path and checked by the call.
        case joinToken
        /// A user who logged in.
        case user
    }

    /// Makes the answer to a request.
    typealias Handler = @Sendable (APIRequest) async throws -> Response

    let method: HTTPRequest.Method
    let path: PathPattern
    let access: Access
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, access: Access = .user, _ handler: @escaping Handler) {
        self.method = method
        self.path = PathPattern(path)
        self.access = access
        self.handler = handler
    }
}
