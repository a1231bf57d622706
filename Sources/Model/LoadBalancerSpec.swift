//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A port of a load balancer that leads to a service's containers: an entry of `aliyun.lb.port_N`.
package struct LoadBalancerSpec: Codable, Hashable, Sendable {
    package enum Scheme: String, Codable, Hashable, Sendable, CaseIterable {
        /// Bytes, whatever they mean.
        case tcp
        /// Datagrams.
        case udp
        /// Requests, each of which may go to another container.
        case http
        /// The same, which come in over TLS.
        case https

        /// Whether it is made of requests.
        package var hasRequests: Bool { self == .http || self == .https }

        package var transport: ContainerPort.TransportProtocol { self == .udp ? .udp : .tcp }
    }

    /// The containers are reached at the node's port that this one is published on.
    package var containerPort: Int
    package var scheme: Scheme
    /// The name or the identifier of the load balancer.
    package var balancer: String
    package var frontPort: Int

    /// The front port with its protocol.
    package var nodePort: ContainerPort { ContainerPort(frontPort, scheme.transport) }

    package init(containerPort: Int, scheme: Scheme, balancer: String, frontPort: Int) {
        self.containerPort = containerPort
        self.scheme = scheme
        self.balancer = balancer
        self.frontPort = frontPort
    }
}
