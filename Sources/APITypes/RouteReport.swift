//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What the routers of a cluster count, summed over the nodes that answered.
package struct TrafficObject: Codable, Sendable, Hashable {
    /// Requests and WebSockets under way.
    package var sessions: Int
    /// Requests since the routers' last reloads.
    package var requests: Int
    /// Of the last second.
    package var requestsPerSecond: Int
    /// Answers with a status from 500 to 599.
    package var serverErrors: Int
    /// Connections to a container that could not be made.
    package var connectionErrors: Int
    /// Answers that broke off.
    package var responseErrors: Int
    /// Connections that were tried again.
    package var retries: Int

    private enum CodingKeys: String, CodingKey {
        case sessions, requests, retries
        case requestsPerSecond = "requests_per_second"
        case serverErrors = "server_errors"
        case connectionErrors = "connection_errors"
        case responseErrors = "response_errors"
    }

    package init(
        sessions: Int = 0,
        requests: Int = 0,
        requestsPerSecond: Int = 0,
        serverErrors: Int = 0,
        connectionErrors: Int = 0,
        responseErrors: Int = 0,
        retries: Int = 0
    ) {
        self.sessions = sessions
        self.requests = requests
        self.requestsPerSecond = requestsPerSecond
        self.serverErrors = serverErrors
        self.connectionErrors = connectionErrors
        self.responseErrors = responseErrors
        self.retries = retries
    }
}

/// What the routers say of a route's service and port.
package struct RouteReport: Codable, Sendable, Hashable {
    /// What went through one node.
    package struct Node: Codable, Sendable, Hashable {
        package var node: String
        package var traffic: TrafficObject
        /// The containers that this node's router finds down.
        package var down: [String]

        package init(node: String, traffic: TrafficObject, down: [String]) {
            self.node = node
            self.traffic = traffic
            self.down = down
        }
    }

    package var traffic: TrafficObject
    /// The nodes that had requests, or whose router finds a container down; of many, the twenty that matter most.
    package var nodes: [Node]

    package init(traffic: TrafficObject, nodes: [Node]) {
        self.traffic = traffic
        self.nodes = nodes
    }
}

/// What the routers say of one container.
package struct ServerReport: Codable, Sendable, Hashable {
    /// `up`: it gets requests, from some nodes at least; `down`: no router reaches it; `disabled`: it is to get none.
    package var health: String
    /// The nodes whose router finds it down.
    package var downOn: [String]
    /// What HAProxy has as its weight.
    package var weight: Int
    package var traffic: TrafficObject

    private enum CodingKeys: String, CodingKey {
        case health, weight, traffic
        case downOn = "down_on"
    }

    package init(health: String, downOn: [String], weight: Int, traffic: TrafficObject) {
        self.health = health
        self.downOn = downOn
        self.weight = weight
        self.traffic = traffic
    }
}

/// Routes with what the routers say of them.
package struct RouteStatisticsObject: Codable, Sendable, Hashable {
    package var routes: [RouteObject]
    /// For how long each node has counted, in seconds: since its router's last reload.
    package var seconds: [String: Int]
    /// The nodes that didn't answer, and why.
    package var missing: [String: String]

    package init(routes: [RouteObject], seconds: [String: Int], missing: [String: String]) {
        self.routes = routes
        self.seconds = seconds
        self.missing = missing
    }
}
