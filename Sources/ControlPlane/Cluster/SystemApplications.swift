//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Model

/// The applications that Gantry deploys by itself into each cluster.
enum SystemApplications {
    /// The port that every node takes web traffic on.
    static let routingPort = 9080
    /// The same for web traffic over TLS.
    static let secureRoutingPort = 9443

    /// Another name of all routing containers.
    static let routingAlias = ContainerConfiguration.networkAlias(application: routingName, service: routingService)
    private static let routingName: ApplicationName = "acsrouting"
    private static let routingService: ServiceName = "routing"
    static let balancingName: ApplicationName = "acslb"
    /// Names that no application of a user's has.
    static let names: Set<ApplicationName> = [routingName, balancingName]
    /// The ports of the nodes that Gantry's own containers publish.
    static let ports: Set<Int> = [routingPort, secureRoutingPort, statisticsPort]
    private static let statisticsPort = 1936

    /// Simple routing: HAProxy on every node, told by the node's agent through the addon socket what serves what.
    static func routing(image: String) -> ApplicationSpec {
        var service = ServiceSpec(name: routingService, image: image)
        service.isGlobal = true
        service.restart = .always
        service.ports = [
            PortMapping(container: ContainerPort(80), hostPort: routingPort),
            PortMapping(container: ContainerPort(443), hostPort: secureRoutingPort),
            PortMapping(container: ContainerPort(1936), hostPort: statisticsPort, hostIP: "127.0.0.1"),
        ]
        service.volumes = [
            VolumeMount(source: .hostPath("/run/gantry"), target: "/run/gantry"),
            VolumeMount(source: .volume("gantry-router"), target: "/var/lib/gantry-router"),
        ]
        service.labels = ["aliyun.global": "true", "aliyun.probe.url": "http://container/haproxy-monitor"]
        service.probe = ProbeSpec(check: .http(port: 80, path: "/haproxy-monitor"))
        return ApplicationSpec(name: routingName, services: [service])
    }

    /// Load balancers: HAProxy in the network of the nodes that they run on, told of listeners by the node's agent.
    ///
    /// - Parameters:
    ///   - image: The image of the routing containers, which does this as well.
    ///   - nodes: The nodes' names; nil for all.
    /// - Returns: The application.
    static func balancing(image: String, nodes: Set<String>?) -> ApplicationSpec {
        var service = ServiceSpec(name: "balancer", image: image)
        service.entrypoint = ["/usr/bin/gantry-agent", "balancer"]
        service.isGlobal = true
        service.restart = .always
        service.network = .host
        // For addresses that nodes give each other; asked for later, it would take other containers.
        service.capAdd = ["NET_ADMIN"]
        service.volumes = [
            VolumeMount(source: .hostPath(AgentPaths.balancerSocketDirectory), target: "/run/gantry"),
            VolumeMount(source: .volume("gantry-balancer"), target: "/var/lib/gantry-router"),
        ]
        service.labels = ["aliyun.global": "true"]
        if let nodes {
            let names = nodes.sorted().joined(separator: "|")
            service.placement.whitelists = [PlacementExpression(key: "node", isNegated: false, value: names)]
        }
        return ApplicationSpec(name: balancingName, services: [service])
    }
}
