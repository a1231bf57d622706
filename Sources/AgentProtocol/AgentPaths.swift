//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The paths that an agent serves on its tunnel.
package enum AgentPaths {
    /// What follows this prefix is the node's Docker Engine API as it is: `/docker/v1.41/containers/json`.
    ///
    /// A list of containers comes with an `etag` while the agent would learn of changes; a call that names it in
    /// `if-none-match` is answered with 304, without the engine, for as long as there are none (RFC 9110, 13.1.2).
    package static let dockerPrefix = "/docker"
    /// How long a list of containers is said to be true.
    ///
    /// Some changes are in no event of the engine, such as the networks of a container that doesn't run, and that one
    /// could not be removed.
    package static let listLifetime = Duration.seconds(10)
    /// The target of a CONNECT stream whose bytes go to the engine's socket and back, for hijacked calls.
    package static let dockerPipe = "docker.sock"
    /// GET: the report stream, one `AgentReport` of JSON a line.
    package static let reports = "/agent/v1/reports"
    /// PUT a `RouteTable` as JSON.
    ///
    /// Answered with 204 when the node's routers have it in place, with 202 when none is there or one didn't
    /// acknowledge in time, with 409 and the newest revision when it is older than the one there.
    package static let routes = "/agent/v1/routes"
    /// PUT a `ProxyServiceTable` as JSON; answered as `routes` is, for the node's proxies.
    package static let proxyServices = "/agent/v1/proxy-services"
    /// PUT a `BalancerTable` as JSON; answered as `routes` is, for the node's load balancers.
    package static let balancers = "/agent/v1/balancers"
    /// Where the container of the node's load balancers finds its socket: the directory on the node.
    package static let balancerSocketDirectory = "/run/gantry/balancer"
    /// Where containers that are proxies find their socket: the directory on the node, and the one in the container.
    package static let proxySocketDirectory = "/run/gantry/proxy"
    package static let proxySocketMount = "/run/gantry"
    /// POST a `DrainRequest`.
    ///
    /// Answered with 204 once no request of the node's routers is under way to them any more, with 202 when that took
    /// longer than the request allows.
    package static let drain = "/agent/v1/drain"
    /// POST a `RouteStatisticsRequest`.
    ///
    /// Answered with the `RouterStatistics` of each of the node's routers as a list, with 503 and the reason when none
    /// is there or says something in time.
    package static let routeStatistics = "/agent/v1/route-statistics"
    /// POST a `NameResolutionRequest`; answered with a `NameResolutionAnswer`.
    package static let resolution = "/agent/v1/resolution"
    /// POST to have a new key made, which is answered with a `RenewalRequest`; then PUT a `Renewal`.
    ///
    /// That is answered with 204 once the node has kept it, with 409 when it isn't for the key that was made last. The
    /// agent's next connection is made with it.
    package static let certificate = "/agent/v1/certificate"
}

/// Asks a node's routers what they count.
package struct RouteStatisticsRequest: Codable, Sendable, Hashable {
    /// The longest body that asks, in bytes.
    package static let maximumSize = 1 << 20
    /// The longest answer, in bytes.
    package static let maximumAnswer = 16 << 20

    /// The backends that are of interest; empty for all.
    package var backends: [String]

    package init(backends: [String]) {
        self.backends = backends
    }
}

/// Asks a node's routers to say when some draining servers have no request left.
package struct DrainRequest: Codable, Sendable, Hashable {
    /// The containers' IDs.
    package var servers: [String]
    package var timeoutSeconds: Int

    package init(servers: [String], timeoutSeconds: Int) {
        self.servers = servers
        self.timeoutSeconds = timeoutSeconds
    }
}
