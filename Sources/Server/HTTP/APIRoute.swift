//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import HTTPText
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
        /// Whoever knows a trigger's secret, which is checked by the call.
        case triggerSecret
        /// Every user; for calls about the caller alone.
        case caller
        /// Whoever is allowed the action.
        case needs(Action)
        /// Every user; the answer lists only what the action is allowed on.
        case lists(Action)
        /// The user whom the path names, and whoever is allowed the action.
        case owner(or: Action)
        /// Whoever is allowed what the call of the Docker Engine API in the path does.
        case docker

        /// Whether a caller has to be known.
        var needsCaller: Bool { ![.everyone, .joinToken, .triggerSecret].contains(self) }
    }

    /// Makes the answer to a request.
    typealias Handler = @Sendable (APIRequest) async throws -> Response

    let method: HTTPRequest.Method
    let path: PathPattern
    let access: Access
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ path: String, access: Access, _ handler: @escaping Handler) {
        self.method = method
        self.path = PathPattern(path)
        self.access = access
        self.handler = handler
    }

    /// What a request does, as policies call it; nil where no policy is asked.
    ///
    /// - Throws: `DockerRefusal` for a path that belongs to no call of the Docker Engine API.
    func action(_ method: HTTPRequest.Method, _ parameters: [String: String]) throws -> Action? {
        switch access {
        case .everyone, .joinToken, .triggerSecret, .caller: return nil
        case .needs(let action), .lists(let action), .owner(or: let action): return action
        case .docker: return try DockerCall(method, path: parameters["call"] ?? "").action(of: method)
        }
    }
}
