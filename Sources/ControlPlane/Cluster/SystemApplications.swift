//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

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

    /// Simple routing: HAProxy on every node, told by the node's agent through the addon socket what serves what.
    static func routing(image: String) -> ApplicationSpec {
        var service = ServiceSpec(name: routingService, image: image)
        service.isGlobal = true
        service.restart = .always
        service.ports = [
            PortMapping(container: ContainerPort(80), hostPort: routingPort),
            PortMapping(container: ContainerPort(443), hostPort: secureRoutingPort),
            PortMapping(container: ContainerPort(1936), hostPort: 1936, hostIP: "127.0.0.1"),
        ]
        service.volumes = [
            VolumeMount(source: .hostPath("/run/gantry"), target: "/run/gantry"),
            VolumeMount(source: .volume("gantry-router"), target: "/var/lib/gantry-router"),
        ]
        service.labels = ["aliyun.global": "true", "aliyun.probe.url": "http://container/haproxy-monitor"]
        service.probe = ProbeSpec(check: .http(port: 80, path: "/haproxy-monitor"))
        return ApplicationSpec(name: routingName, services: [service])
    }
}
