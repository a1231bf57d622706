//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import HTTPTypes

/// Finds the route of a request.
struct APIRouteTable: Sendable {
    enum Match: Sendable {
        case route(APIRoute, parameters: [String: String])
        /// The path is known, with other methods.
        case otherMethods([HTTPRequest.Method])
        case unknown
    }

    /// Those that are tried first come first.
    let routes: [APIRoute]

    init(_ routes: [APIRoute]) {
        self.routes = routes.sorted { $0.path.precedes($1.path) }
    }

    /// The route of a method and path; HEAD takes the route of GET where it has none of its own.
    func match(_ method: HTTPRequest.Method, _ path: RequestPath) -> Match {
        var others: [HTTPRequest.Method] = []
        var fallback: Match?
        for route in routes {
            guard let parameters = route.path.match(path) else { continue }
            if route.method == method { return .route(route, parameters: parameters) }
            if method == .head, route.method == .get, fallback == nil {
                fallback = .route(route, parameters: parameters)
            }
            if !others.contains(route.method) { others.append(route.method) }
        }
        return fallback ?? (others.isEmpty ? .unknown : .otherMethods(others))
    }
}
