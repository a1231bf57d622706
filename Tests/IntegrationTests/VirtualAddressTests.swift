//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// The address that one of a load balancer's nodes has at a time.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct VirtualAddressTests {
    @Test func theAddressMovesFromALostNodeAndStaysThere() async throws {
        let subnet = try #require(try await Gantry.hosts().first).ip.split(separator: ".").dropLast().joined(
            separator: "."
        )
        let address = subnet + ".200"
        try await ClusterRepair.after {
            try await TestLoadBalancer.with("lb-address", ["--address", address + "/24"]) {
                let template = Templates.service(
                    "web",
                    "image: nginx:latest\nrestart: always\nports: ['7330:80']",
                    labels: ["aliyun.scale": "3", "aliyun.lb.port_80": "http://lb-address:8330"]
                )
                try await TestApplication.deployed("lb-address", template) { _ in
                    try await Web.answers("any.test", at: "http://\(address):8330")
                    let first = try await Self.holder(of: address, among: TestEnvironment.nodes)
                    try await Gantry.succeed("local", "cut", first)
                    let others = TestEnvironment.nodes.filter { $0 != first }
                    let second = try await Self.holder(of: address, among: others)
                    try await Web.answers("any.test", at: "http://\(address):8330")

                    try await Gantry.succeed("local", "heal", first)
                    try await eventually(within: .seconds(90), "\(first) is ready") {
                        try await Gantry.hosts().first { $0.name == first }?.healthy
                    } until: {
                        $0 == true
                    }
                    #expect(try await Self.holder(of: address, among: TestEnvironment.nodes) == second)

                    try await Gantry.succeed("lb", "set", "lb-address", "--address", "")
                    try await eventually("nobody has the address") {
                        try await Self.holders(of: address, among: TestEnvironment.nodes)
                    } until: {
                        $0 == []
                    }
                }
            }
        }
    }

    // MARK: Parts

    /// The only node that has the address.
    private static func holder(of address: String, among nodes: [String]) async throws -> String {
        let found = try await eventually("one of \(nodes) has \(address)") {
            try await holders(of: address, among: nodes)
        } until: {
            $0.count == 1
        }
        return try #require(found.first)
    }

    private static func holders(of address: String, among nodes: [String]) async throws -> [String] {
        var found: [String] = []
        for node in nodes {
            let name = try await Docker.run(on: node, "ps", "-q", "--filter", "name=acslb_balancer")
            let container = String(name.prefix { $0 != "\n" })
            guard !container.isEmpty else { continue }
            let addresses = try await Docker.run(on: node, "exec", container, "ip", "-4", "-o", "addr")
            if addresses.contains(" \(address)/") { found.append(node) }
        }
        return found
    }
}
