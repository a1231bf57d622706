//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPTypes
import HummingbirdCore

/// The calls about users.
struct UserRoutes: Sendable {
    let accounts: Accounts

    private static let one = "/users/{user}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/users", access: .needs(.getUsers)) { _ in try .json(await accounts.list()) },
            APIRoute(.post, "/users", access: .needs(.createUser)) { request in
                let body: UserRequest = try await request.decode()
                request.audit.note("user", body.name)
                return try .json(await accounts.add(body), status: .created)
            },
            APIRoute(.get, Self.one, access: .owner(or: .getUsers)) { request in
                try .json(await accounts.show(request.parameter("user")))
            },
            APIRoute(.put, Self.one, access: .needs(.updateUser)) { request in
                try .json(await accounts.change(request.parameter("user"), request.decode()))
            },
            APIRoute(.delete, Self.one, access: .needs(.deleteUser)) { request in
                try await accounts.remove(request.parameter("user"))
                return .empty()
            },
            APIRoute(.put, Self.one + "/password", access: .owner(or: .setUserPassword)) { request in
                let body: PasswordRequest = try await request.decode()
                try await accounts.setPassword(
                    of: request.parameter("user"),
                    to: body.password,
                    current: body.current,
                    by: request.requireCaller(),
                    from: request.remote
                )
                return .empty()
            },
        ]
    }
}
