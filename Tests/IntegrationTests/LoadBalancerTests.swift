//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Load balancers on real engines; each test has ports of its own, for all run on the same nodes.
@Suite(.needsCluster, .sharesCluster)
struct LoadBalancerTests {
    @Test func requestsReachContainersWhereverTheyAre() async throws {
        try await Self.with("lb-web") { name in
            let template = Self.web("http://\(name):8301", port: 7301, scale: 2)
            try await TestApplication.deployed("lb-web", template) { application in
                let addresses = try await Self.addresses(8301)
                for address in addresses {
                    let answer = try await Web.answers("any.test", at: address)
                    #expect(answer.container?.hasPrefix("lb-web_web_") == true)
                }
                let load = try await Load.during("any.test", at: addresses) {
                    try await Gantry.succeed("service", "scale", "lb-web_web=3")
                    try await application.runs(with: 3)
                    try await Self.servers(of: name, are: 3)
                    try await Gantry.succeed("service", "scale", "lb-web_web=1")
                    try await application.runs(with: 1)
                    try await Self.servers(of: name, are: 1)
                }
                #expect(load.failures == [])
                #expect(load.succeeded > 0 && load.containers.count == 3, "\(load.containers)")
            }
            try await eventually("nobody listens any more") {
                (try? await Web.get("any.test", at: try Self.addresses(8301)[0]).status) ?? 0
            } until: {
                $0 == 0
            }
        }
    }

    @Test func aKilledContainerLeaves() async throws {
        try await Self.with("lb-kill") { name in
            let template = Self.web("http://\(name):8302", port: 7302, scale: 2)
            try await TestApplication.deployed("lb-kill", template) { application in
                let address = try await Self.addresses(8302)[0]
                try await Web.answers("any.test", at: address)
                let victim = try await application.container("web", 1)
                let load = try await Load.during("any.test", at: [address]) {
                    try await Docker.run(on: victim.nodeName, "kill", victim.id)
                    try await Self.servers(of: name, are: 1)
                    try await Self.servers(of: name, are: 2)
                }
                // What was under way in it is lost with it, and nothing after that.
                #expect(load.failures.count <= 6, "\(load.failures)")
                #expect(load.containers == ["lb-kill_web_1", "lb-kill_web_2"])
            }
        }
    }

    /// The guide's template as it is: its load balancer is on a node of its own, for it publishes the same port.
    @Test func template() async throws {
        try await Self.with("slb_example_name", ["--node", "node3"]) { name in
            try await TestApplication.deployed("lb-guide", try Templates.reference("lb")) { application in
                let web = try await application.container("web")
                #expect(web.nodeName != "node3")
                let node = try #require(try await Gantry.hosts().first { $0.name == "node3" })
                let answer = try await eventually("WordPress answers") {
                    try await Web.get("blog.test", at: "http://\(node.ip):8080")
                } until: {
                    (200..<400).contains($0.status)
                }
                #expect(answer.status < 400)
                let listeners = try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", name).listeners
                #expect(listeners.map(\.port) == [8080, 9999])
                #expect(listeners.map(\.scheme) == ["http", "tcp"])
                let refused = try await TestApplication(name: "lb-second").tryDeploy(
                    Self.web("http://\(name):81", port: 7303)
                )
                #expect(refused.status == 1)
                #expect(refused.error.contains("leads to lb-guide_web already"))
            }
        }
    }

    /// Its proxy publishes the load balancer's port on every node itself.
    @Test func tcpTemplate() async throws {
        try await Self.with("lb-tcp") { name in
            let template = try Templates.reference(
                "tcp-proxy",
                ["'6379:6379/tcp'": "'8304:6379/tcp'", "proxy_test:6379": "\(name):8304"]
            )
            try await TestApplication.deployed("lb-tcp", template) { _ in
                for host in try await Gantry.hosts() { try await Self.ping(host.ip, 8304) }
                let listener = try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", name).listeners.first
                #expect(listener?.leftTo == TestEnvironment.nodes)
            }
        }
    }

    @Test func connectionsReachContainersThatHaveThePortThemselves() async throws {
        try await Self.with("lb-redis") { name in
            let template = Templates.service(
                "redis",
                "image: redis:latest\nrestart: always\nports: ['7305:6379']",
                labels: ["aliyun.lb.port_6379": "tcp://\(name):7305"]
            )
            try await TestApplication.deployed("lb-redis", template) { application in
                for host in try await Gantry.hosts() { try await Self.ping(host.ip, 7305) }
                // Its containers take the very port on their nodes, and give it back.
                for count in [3, 1] {
                    try await Gantry.succeed("service", "scale", "lb-redis_redis=\(count)")
                    try await application.runs(with: count)
                    for host in try await Gantry.hosts() { try await Self.ping(host.ip, 7305) }
                }
            }
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await Self.with("lb-refuse") { name in
            let application = TestApplication(name: "lb-refuse")
            let cases = [
                (Self.web("http://\(name):9080", port: 7306), "port 9080 of the nodes is that of simple routing"),
                ("web:\n  image: nginx\n  labels: {aliyun.lb.port_80: 'http://\(name):8306'}\n", "has no port there"),
            ]
            for (template, message) in cases {
                let result = try await application.tryDeploy(template)
                #expect(result.status == 1 && result.error.contains(message), "\(result)")
            }
            let unknown = try await Gantry.run("lb", "bind", "nobody", "local")
            #expect(unknown.status == 1 && unknown.error.contains("there is no load balancer 'nobody'"))
        }
    }

    // MARK: Parts

    private static func with(
        _ name: String,
        _ options: [String] = [],
        _ body: (String) async throws -> Void
    ) async throws {
        try await TestLoadBalancer.with(name, options) { try await body(name) }
    }

    private static func web(_ binding: String, port: Int, scale: Int = 1) -> String {
        Templates.service(
            "web",
            "image: nginx:latest\nrestart: always\nports: ['\(port):80']",
            labels: [
                "aliyun.scale": "\(scale)", "aliyun.lb.port_80": binding,
                "aliyun.probe.url": "http://container/healthz",
            ]
        )
    }

    private static func addresses(_ port: Int) async throws -> [String] {
        try await Gantry.hosts().map { "http://\($0.ip):\(port)" }
    }

    private static func servers(of name: String, are count: Int) async throws {
        try await eventually("\(name) leads to \(count) containers") {
            try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", name).listeners.first?.servers
                .count { !$0.draining } ?? 0
        } until: {
            $0 == count
        }
    }

    private static func ping(_ address: String, _ port: Int) async throws {
        try await eventually("Redis answers at \(address):\(port)") {
            let talk = "exec 3<>/dev/tcp/\(address)/\(port); printf 'PING\\r\\n' >&3; timeout 3 head -n 1 <&3"
            return try await Command.run(["bash", "-c", talk]).output
        } until: {
            $0.hasPrefix("+PONG")
        }
    }
}
