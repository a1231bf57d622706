//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import HummingbirdCore

/// The calls about the caller: login, logout and password.
struct SessionRoutes: Sendable {
    let accounts: Accounts

    var routes: [APIRoute] {
        [
            APIRoute(.post, "/login", access: .everyone) { request in
                try .json(await accounts.logIn(request.decode(), from: request.remote))
            },
            APIRoute(.post, "/logout") { request in
                try await accounts.logOut(caller(of: request))
                return .empty()
            },
            APIRoute(.get, "/whoami") { request in
                let caller = try caller(of: request)
                return try .json(WhoAmI(user: caller.user, isAdministrator: caller.isAdministrator))
            },
            APIRoute(.put, "/users/{user}/password") { request in
                let body: PasswordRequest = try await request.decode()
                try await accounts.setPassword(
                    of: request.parameter("user"),
                    to: body.password,
                    current: body.current,
                    by: caller(of: request)
                )
                return .empty()
            },
        ]
    }

    private func caller(of request: APIRequest) throws -> Caller {
        guard let caller = request.caller else { throw ServerError("route: it needs a caller; make its access 'user'") }
        return caller
    }

    private struct WhoAmI: Encodable {
        var user: String
        var isAdministrator: Bool

        enum CodingKeys: String, CodingKey {
            case user
            case isAdministrator = "is_administrator"
        }
    }

    /// The body of changing a password: the new one, and the caller's present one.
    private struct PasswordRequest: Decodable {
        var password: String
        var current: String
    }
}
