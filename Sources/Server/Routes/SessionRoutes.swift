//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPTypes
import HummingbirdCore

/// The calls about the caller: login, logout, and who it is.
struct SessionRoutes: Sendable {
    let accounts: Accounts

    var routes: [APIRoute] {
        [
            APIRoute(.post, "/login", access: .everyone) { request in
                let login: LoginRequest = try await request.decode()
                request.audit.note("user", login.user)
                let answer = try await accounts.logIn(login, from: request.remote)
                request.audit.note(user: answer.user)
                return try .json(answer)
            },
            APIRoute(.post, "/logout", access: .caller) { request in
                try await accounts.logOut(request.requireCaller())
                return .empty()
            },
            APIRoute(.get, "/whoami", access: .caller) { request in
                let caller = try request.requireCaller()
                var object = CallerObject(
                    user: caller.user,
                    role: caller.role.rawValue,
                    isAdministrator: caller.role == .administrator
                )
                if case .accessKey(let id) = caller.credential { object.accessKey = id }
                return try .json(object)
            },
        ]
    }
}
