//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Load balancers that speak TLS, and ports that they can't have, on real engines.
@Suite(.needsCluster, .sharesCluster)
struct LoadBalancerTLSTests {
    @Test func https() async throws {
        try await TestLoadBalancer.with("lb-tls") {
            let early = try await Gantry.run("lb", "listener", "add", "lb-tls", "https:8441")
            #expect(early.status == 1 && early.error.contains("gantry lb certificate add lb-tls"))
            try await Gantry.succeed("lb", "certificate", "issue", "lb-tls", "shop.test", "--name", "a")
            try await Gantry.succeed(
                "lb",
                "certificate",
                "issue",
                "lb-tls",
                "other.test",
                "*.other.test",
                "--name",
                "b"
            )
            try await Gantry.succeed("lb", "listener", "add", "lb-tls", "https:8441")
            try await Gantry.succeed("lb", "listener", "add", "lb-tls", "http:8440", "--redirect-https=8441")
            let template = Self.web("https://lb-tls:8441", port: 7441, scale: 2)
            try await TestApplication.deployed("lb-tls", template) { _ in
                for host in try await Gantry.hosts() {
                    for (name, subject) in [("shop.test", "shop.test"), ("www.other.test", "other.test")] {
                        let answer = try await eventually("\(host.name) answers as \(name)") {
                            try await Self.ask(name, host.ip, ["-w", "%{http_code} %{http_version}\n%{certs}"]).output
                        } until: {
                            $0.hasPrefix("200 2\n")
                        }
                        #expect(answer.contains("CN = \(subject)"), "\(answer)")
                    }
                    let led = try await Web.get("shop.test:8440", "/a/b?c=d", at: "http://\(host.ip):8440")
                    #expect(led.status == 301)
                    #expect(led.header("Location") == ["https://shop.test:8441/a/b?c=d"])
                }
                try await Self.replaceUnderLoad()
            }
            let shown = try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", "lb-tls")
            #expect(shown.certificates.map(\.names) == [["shop.test"], ["other.test", "*.other.test"]])
            let list = try await Gantry.succeed("lb", "certificate", "ls", "lb-tls")
            #expect(list.contains("shop.test") && !list.contains("expired"))
        }
    }

    @Test func theClustersOwnLeadsToItsRoutingOverTLS() async throws {
        try await TestLoadBalancer.with("lb-own") {
            try await Gantry.succeed("lb", "certificate", "issue", "lb-own", "*.test")
            try await Gantry.succeed("lb", "listener", "add", "lb-own", "https:8443")
            try await Gantry.succeed("lb", "listener", "add", "lb-own", "http:8445", "--redirect-https=8443")
            try await Gantry.succeed("lb", "bind", "lb-own", "local", "--default")
            let name = "lb-own.test"
            try await TestApplication.deployed("lb-own", Templates.web(host: "http://\(name)")) { _ in
                for host in try await Gantry.hosts() {
                    try await eventually("\(host.name) leads to the routing") {
                        try await Self.ask(name, host.ip, ["-w", "%{http_code}"], port: 8443).output
                    } until: {
                        $0 == "200"
                    }
                    let led = try await Web.get(name, at: "http://\(host.ip):8445")
                    #expect(led.status == 301 && led.header("Location") == ["https://\(name):8443/"])
                }
            }
        }
    }

    /// Another program has the port on one node: everything else goes on, and it is had as soon as it is free.
    @Test func aForeignPort() async throws {
        let foreign = """
            redis:
              image: redis:latest
              net: host
              command: redis-server --port 8442
              environment: ['constraint:node==node1']

            """
        try await TestLoadBalancer.with("lb-foreign") {
            let second = TestApplication(name: "lb-foreign-web")
            try await TestApplication.deployed("lb-foreign", foreign) { _ in
                let labels = "http://lb-foreign:8442;http://lb-foreign:8444"
                try await TestApplication.deployed(second.name, Self.web(labels, port: 7442)) { _ in
                    let hosts = try await Gantry.hosts()
                    for host in hosts {
                        try await Web.answers("any.test", at: "http://\(host.ip):8444")
                        guard host.name != "node1" else { continue }
                        try await Web.answers("any.test", at: "http://\(host.ip):8442")
                    }
                    let events = try await eventually("the service says it") {
                        try await Gantry.succeed("app", "events", second.name, "-o", "json")
                    } until: {
                        $0.contains("balancer.refused")
                    }
                    let complaint = "load balancer lb-foreign: port 8442 is left out, nobody can listen there"
                    #expect(events.contains(complaint))
                    func problems() async throws -> [String] {
                        try await Gantry.json(LoadBalancerObject.self, "lb", "inspect", "lb-foreign").problems
                    }
                    #expect(try await problems().contains { $0.contains(complaint) })
                    try await Gantry.succeed("app", "stop", "lb-foreign")
                    let node = try #require(hosts.first { $0.name == "node1" })
                    try await Web.answers("any.test", at: "http://\(node.ip):8442")
                    #expect(try await problems() == [])
                }
            }
        }
    }

    // MARK: Parts

    /// Each request has a connection of its own.
    private static func replaceUnderLoad() async throws {
        let host = try #require(try await Gantry.hosts().first)
        let codes = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let options = ["-H", "Connection: close", "--http1.1", "-w", "%{http_code}\n"]
                    return try await ask("shop.test", host.ip, options, "/?[1-100]").lines
                }
            }
            for _ in 0..<3 {
                try await Gantry.succeed("lb", "certificate", "issue", "lb-tls", "shop.test", "--name", "a")
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(codes.count == 400 && Set(codes) == ["200"], "\(Set(codes)), \(codes.count)")
    }

    private static func ask(
        _ name: String,
        _ address: String,
        _ options: [String],
        _ path: String = "/",
        port: Int = 8441
    ) async throws -> CommandResult {
        let place = ["--resolve", "\(name):\(port):\(address)", "https://\(name):\(port)\(path)"]
        return try await Command.run(["curl", "-sk", "-o", "/dev/null", "--max-time", "60"] + options + place)
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
}
