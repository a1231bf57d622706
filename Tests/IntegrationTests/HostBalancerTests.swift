//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Load balancers on the server's own host, which is no node here.
@Suite(.needsCluster, .hasClusterAlone)
struct HostBalancerTests {
    private static let address = "http://127.0.0.1:8311"

    @Test func requestsReachTheContainersAlsoWithTheServerDown() async throws {
        try await TestLoadBalancer.with("lb-host", ["--on-server"]) {
            let template = Templates.service(
                "web",
                "image: nginx:latest\nrestart: always\nports: ['7311:80', '7312:81']",
                labels: [
                    "aliyun.scale": "2", "aliyun.lb.port_80": "http://lb-host:8311",
                    "aliyun.probe.url": "http://container/healthz",
                ]
            )
            try await TestApplication.deployed("lb-host", template) { application in
                let load = try await Load.during("any.test", at: [Self.address]) {
                    try await Gantry.succeed("service", "scale", "lb-host_web=3")
                    try await application.runs(with: 3)
                    try await ClusterRepair.kill("server")
                    try await ClusterRepair.waitUntilWhole()
                    try await Gantry.succeed("service", "scale", "lb-host_web=1")
                    try await application.runs(with: 1)
                }
                #expect(load.failures == [])
                #expect(load.succeeded > 0 && load.containers.count == 3, "\(load.containers)")
                let shown = try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", "lb-host")
                #expect(shown.onServer && shown.problems == [], "\(shown.problems)")

                try await Gantry.succeed("lb", "set", "lb-host", "--node", "node3")
                let node = try #require(try await Gantry.hosts().first { $0.name == "node3" })
                try await Web.answers("any.test", at: "http://\(node.ip):8311")
                try await eventually("nobody listens on the host any more") {
                    (try? await Web.get("any.test", at: Self.address).status) ?? 0
                } until: {
                    $0 == 0
                }
                try await Gantry.succeed("lb", "set", "lb-host", "--on-server")
                try await Web.answers("any.test", at: Self.address)
            }
        }
    }

    @Test func itHasTLSAndLeadsToTheRouting() async throws {
        try await TestLoadBalancer.with("lb-door", ["--on-server"]) {
            try await Gantry.succeed("lb", "certificate", "issue", "lb-door", "*.test")
            try await Gantry.succeed("lb", "listener", "add", "lb-door", "https:8312")
            try await Gantry.succeed("lb", "bind", "lb-door", "local", "--default")
            let template = Templates.web(host: "http://lb-door.test")
            _ = try await TestApplication.deployed("lb-door", template) { _ in
                try await eventually("the host leads to the routing") {
                    try await Command.run([
                        "curl", "-sk", "--resolve", "lb-door.test:8312:127.0.0.1", "-o", "/dev/null", "-w",
                        "%{http_code}", "https://lb-door.test:8312/",
                    ]).output
                } until: {
                    $0 == "200"
                }
            }
        }
    }
}
