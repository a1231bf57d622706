//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// The bandwidth of load balancers' listeners.
@Suite(.needsCluster, .sharesCluster)
struct BandwidthTests {
    @Test func whatIsTooMuchIsHeldBackAtEachListener() async throws {
        try await TestLoadBalancer.with("lb-width", ["--bandwidth-limit", "16"]) {
            let command = "mkdir -p /www && dd if=/dev/zero of=/www/large bs=1M count=4 && exec httpd -f -p 80 -h /www"
            let template = Templates.service(
                "files",
                "image: busybox:latest\nrestart: always\nports: ['7340:80']\ncommand: [sh, -c, '\(command)']",
                labels: ["aliyun.lb.port_80": "http://lb-width:8340"]
            )
            try await TestApplication.deployed("lb-width", template) { _ in
                let node = try #require(try await Gantry.hosts().first)
                try await Self.fetch(from: node.ip)
                #expect(try await Self.dropped(on: node.name) > 0)

                // Without the limit nothing is dropped, and nothing is left of it.
                try await Gantry.succeed("lb", "set", "lb-width", "--bandwidth-limit", "0")
                try await eventually("\(node.name) has no rules any more") {
                    try await Self.rules(on: node.name)
                } until: {
                    !$0.contains("gantry_balancer")
                }
                try await Self.fetch(from: node.ip)

                try await Gantry.succeed("lb", "set", "lb-width", "--bandwidth-limit", "1000")
                try await eventually("\(node.name) has the other limit") {
                    try await Self.rules(on: node.name)
                } until: {
                    $0.contains("tcp sport 8340 limit rate over 125000000 bytes/second")
                }
            }
        }
    }

    // MARK: Parts

    /// Gets four megabytes through the load balancer, whole.
    private static func fetch(from address: String) async throws {
        let size = try await Command.succeed([
            "curl", "-sS", "--fail", "--retry", "20", "--retry-all-errors", "--retry-delay", "1", "--max-time", "60",
            "-o", "/dev/null", "-w", "%{size_download}", "http://\(address):8340/large",
        ])
        #expect(size == "4194304")
    }

    private static func rules(on node: String) async throws -> String {
        let name = try await Docker.run(on: node, "ps", "-q", "--filter", "name=acslb_balancer")
        let container = String(name.prefix { $0 != "\n" })
        return container.isEmpty ? "" : try await Docker.run(on: node, "exec", container, "nft", "list", "ruleset")
    }

    /// How many packets of the listener's answers were dropped.
    private static func dropped(on node: String) async throws -> Int {
        let rule = try #require(
            try await rules(on: node).split(separator: "\n").first { $0.contains("tcp sport 8340 ") }
        )
        let words = rule.split(separator: " ")
        let position = try #require(words.firstIndex(of: "packets"))
        return try #require(Int(words[position + 1]))
    }
}
