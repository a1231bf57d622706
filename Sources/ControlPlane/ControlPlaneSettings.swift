//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What the control plane is told at its start.
package struct ControlPlaneSettings: Sendable {
    /// The image of the routing containers; nil leaves simple routing out of new clusters.
    package var routingImage: String?
    /// `host:port` that agents dial.
    package var agentEndpoint: String
    /// Where the management API is reached, such as `https://10.0.0.1:7800`.
    package var apiURL: String
    /// The name or address under which clusters' endpoints are reached.
    package var endpointHost: String
    /// Chooses a TCP port for a cluster's endpoint beside those that are taken; nil when none is left.
    package var endpointPort: @Sendable (_ taken: Set<Int>) -> Int?
    /// How long a node may give no sign of life before its containers count as lost.
    package var lossAfter: Duration
    /// How long a node must have counted as lost before containers that may are made elsewhere.
    package var rescheduleAfter: Duration
    /// How long a deploy waits for routers to acknowledge that a container left the routes.
    package var routeAcknowledgement: Duration
    /// How long requests under way may take before their container is stopped, in seconds.
    package var drainSeconds: Int
    /// How long a node that didn't take a table or its part in the network is left alone.
    package var retryDelay: RetryDelay
    package var clock: @Sendable () -> Timestamp
    /// The load balancers on the server's own host; nil where there can be none.
    package var hostBalancing: (any HostBalancing)?

    package init(
        routingImage: String?,
        agentEndpoint: String,
        apiURL: String,
        endpointHost: String = "localhost",
        endpointPort: @escaping @Sendable (_ taken: Set<Int>) -> Int? = { ($0.max() ?? 19_999) + 1 },
        lossAfter: Duration = .seconds(5),
        rescheduleAfter: Duration = .zero,
        routeAcknowledgement: Duration = .seconds(5),
        drainSeconds: Int = 10,
        retryDelay: RetryDelay = RetryDelay(),
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.routingImage = routingImage
        self.agentEndpoint = agentEndpoint
        self.apiURL = apiURL
        self.endpointHost = endpointHost
        self.endpointPort = endpointPort
        self.lossAfter = lossAfter
        self.rescheduleAfter = rescheduleAfter
        self.routeAcknowledgement = routeAcknowledgement
        self.drainSeconds = drainSeconds
        self.retryDelay = retryDelay
        self.clock = clock
    }
}
