//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

extension APIOperation {
    /// The calls about the server, its users and the calls that go through to engines.
    static let aboutServer: [APIOperation] = [
        APIOperation("GET /openapi.json", "This document.", .of([String: JSONValue].self)),
        APIOperation("GET /version", "The versions of server and API.", .of([String: String].self)),
        APIOperation("GET /healthz", "Whether the server works.", .of([String: String].self)),
        APIOperation("GET /ca.pem", "The certificate of the server's authority.", .other("application/x-pem-file")),
        APIOperation("POST /login", "Begins a session.", body: JSON(LoginRequest.self), .of(LoginResponse.self)),
        APIOperation("POST /logout", "Ends the caller's session."),
        APIOperation("GET /whoami", "Who the caller is.", .of(CallerObject.self)),
        APIOperation("GET /users", "The users.", .of([UserObject].self)),
        APIOperation("POST /users", "Adds a user.", body: JSON(UserRequest.self), status: 201, .of(UserObject.self)),
        APIOperation("GET /users/{user}", "A user.", .of(UserObject.self)),
        APIOperation("PUT /users/{user}", "Changes a user.", body: JSON(UserChange.self), .of(UserObject.self)),
        APIOperation("DELETE /users/{user}", "Removes a user with all that is theirs."),
        APIOperation("PUT /users/{user}/password", "Gives a user another password.", body: JSON(PasswordRequest.self)),
        APIOperation("GET /users/{user}/keys", "A user's access keys.", .of([AccessKeyObject].self)),
        APIOperation(
            "POST /users/{user}/keys",
            "Makes an access key; only this answer has its secret.",
            status: 201,
            .of(AccessKeyObject.self)
        ),
        APIOperation(
            "PUT /users/{user}/keys/{key}",
            "Enables or disables an access key.",
            body: JSON(AccessKeyChange.self),
            .of(AccessKeyObject.self)
        ),
        APIOperation("DELETE /users/{user}/keys/{key}", "Removes an access key."),
        APIOperation(
            "GET /audit",
            "Who did what from where, the newest first.",
            query: [
                "user", "action", "since", "until", "resource", .flag("refused"), .count("limit", from: 1),
                .count("before", from: 1),
            ],
            .of(AuditPage.self)
        ),
        APIOperation("GET /clusters/{cluster}/docker/{call*}", "A call of the Docker Engine API.", .engine),
        APIOperation("HEAD /clusters/{cluster}/docker/{call*}", "A call of the Docker Engine API.", .engine),
        APIOperation("POST /clusters/{cluster}/docker/{call*}", "A call of the Docker Engine API.", .engine),
        APIOperation("PUT /clusters/{cluster}/docker/{call*}", "A call of the Docker Engine API.", .engine),
        APIOperation("DELETE /clusters/{cluster}/docker/{call*}", "A call of the Docker Engine API.", .engine),
    ]
}
