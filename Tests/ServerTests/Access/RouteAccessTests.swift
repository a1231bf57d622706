//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import NIOHTTP1
import Testing

@testable import Server

@Suite struct RouteAccessTests {
    /// The calls that need no login; every other one does.
    private static let open: Set<String> = [
        "GET /", "GET /version", "GET /healthz", "GET /ca.pem", "POST /login", "GET /join/{token}",
        "GET /join/{token}/agent", "POST /token/{token}/nodes", "GET /token/{token}/nodes/{node}",
    ]

    @Test func everyRouteButTheOpenOnesNeedsALogin() async throws {
        try await GantryFixture.with { gantry in
            let routes = gantry.server.routes
            #expect(routes.count > 50)
            #expect(Set(routes.map { "\($0.method) \($0.path)" }).count == routes.count)
            #expect(Set(routes.filter { $0.access != .user }.map { "\($0.method) \($0.path)" }) == Self.open)
            for route in routes where route.access == .user {
                let path = route.path.segments.map { segment in
                    if case .literal(let text) = segment { text } else { "x" }
                }
                for headers in [[], [("Authorization", "Bearer x")]] {
                    let answer = try await gantry.call(
                        HTTPMethod(rawValue: route.method.rawValue),
                        "/" + path.joined(separator: "/"),
                        headers: headers
                    )
                    #expect(answer.status == 401, "\(route.method) \(route.path)")
                }
            }
        }
    }

    @Test func joinTokensAreChecked() async throws {
        try await GantryFixture.with { gantry in
            for (method, path) in [
                (HTTPMethod.GET, "/join/x"), (.GET, "/join/x/agent"), (.GET, "/token/x/nodes/y"),
                (.GET, "/join/%27%3Brm%20-rf%20%2F"),
            ] {
                let answer = try await gantry.call(method, path)
                #expect(answer.status == 401, "\(path)")
            }
        }
    }
}
