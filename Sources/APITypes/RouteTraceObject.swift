//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What becomes of a request, and why.
package struct RouteTraceObject: Codable, Sendable, Hashable {
    /// A container of the service that gets no requests.
    package struct LeftOut: Codable, Sendable, Hashable {
        package var container: String
        package var node: String
        package var reason: String

        package init(container: String, node: String, reason: String) {
            self.container = container
            self.node = node
            self.reason = reason
        }
    }

    /// The host and path that are looked up.
    package var host: String
    package var path: String
    /// Who gets it; nil for nobody.
    package var route: RouteObject?
    /// What the client sees when nobody answers, and what to do about it; empty when somebody does.
    package var reason: String
    /// Routes that would take it if there weren't a longer one, the longest first.
    package var shorter: [RouteObject]
    /// Routes of the same host for other paths.
    package var others: [RouteObject]
    package var leftOut: [LeftOut]
    /// Nodes whose router has the present routes.
    package var upToDate: [String]
    /// Nodes whose router hasn't, and why.
    package var behind: [String: String]

    private enum CodingKeys: String, CodingKey {
        case host, path, route, reason, shorter, others, behind
        case leftOut = "left_out"
        case upToDate = "up_to_date"
    }

    package init(host: String, path: String) {
        self.host = host
        self.path = path
        reason = ""
        shorter = []
        others = []
        leftOut = []
        upToDate = []
        behind = [:]
    }
}
