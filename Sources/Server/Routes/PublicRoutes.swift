//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore
import Model
import Store

/// The calls that anyone may make: what this server is, and whether it works.
struct PublicRoutes: Sendable {
    let store: any Store
    let authorityPEM: String

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/version", access: .everyone) { _ in
                try .json(["version": GantryVersion.current, "api_version": ManagementAPIVersion.current])
            },
            APIRoute(.get, "/healthz", access: .everyone) { _ in
                // Answers only while the state can be read.
                _ = try await store.get("/users/")
                return try .json(["status": "ok"])
            },
            APIRoute(.get, "/ca.pem", access: .everyone) { _ in
                .text(authorityPEM, type: "application/x-pem-file")
            },
        ]
    }
}

/// The version of the management API that the server speaks.
enum ManagementAPIVersion {
    static let current = "2015-12-15"
}
