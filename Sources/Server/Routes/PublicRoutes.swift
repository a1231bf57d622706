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
            APIRoute(.get, "/", access: .everyone) { _ in .text(Self.page, type: "text/html; charset=utf-8") },
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

    private static let page = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Gantry</title></head>
        <body>
        <h1>Gantry \(GantryVersion.current)</h1>
        <p>This is a Gantry server: it runs applications from Compose templates on clusters of your own machines.</p>
        <p>To use it, run <code>gantry login</code> with this address; <code>gantry --help</code> lists the commands.</p>
        </body>
        </html>

        """
}

/// The version of the management API that the server speaks.
enum ManagementAPIVersion {
    static let current = "2015-12-15"
}
