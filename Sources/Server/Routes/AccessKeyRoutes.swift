//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPTypes
import HummingbirdCore

/// The calls about users' access keys.
struct AccessKeyRoutes: Sendable {
    let accounts: Accounts

    private static let all = "/users/{user}/keys"
    private static let one = "/users/{user}/keys/{key}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, Self.all, access: .owner(or: .getAccessKeys)) { request in
                try .json(await accounts.keys(of: request.parameter("user")))
            },
            APIRoute(.post, Self.all, access: .owner(or: .createAccessKey)) { request in
                let key = try await accounts.createKey(of: request.parameter("user"))
                request.audit.note("key", key.id)
                return try .json(key, status: .created)
            },
            APIRoute(.put, Self.one, access: .owner(or: .updateAccessKey)) { request in
                let (user, key) = (try request.parameter("user"), try request.parameter("key"))
                return try .json(await accounts.changeKey(key, of: user, request.decode()))
            },
            APIRoute(.delete, Self.one, access: .owner(or: .deleteAccessKey)) { request in
                try await accounts.removeKey(request.parameter("key"), of: request.parameter("user"))
                return .empty()
            },
        ]
    }
}
