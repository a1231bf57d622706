//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Containers of `docker run` that ask for routes by their labels.
@Suite(.needsCluster, .sharesCluster)
struct DockerRoutingTests {
    @Test func aContainersLabelsLeadToItOnEveryNode() async throws {
        let (name, host) = ("dk-hello", "dkhello.localhost")
        await ClusterDocker.remove(name)
        let run = ["docker", "run", "-d", "--label", "aliyun.routing.port_80=dkhello", "--name"]
        let made = try await ClusterDocker.run(run + [name, "nginx"])
        #expect(made.status == 0, "\(made)")
        let addresses = try await Web.nodes() + [TestEnvironment.frontDoor]
        for address in addresses { try await Web.answers(host, "/healthz", at: address) }
        let route = try #require(
            try await Gantry.json([RouteObject].self, "route", "ls").first { $0.host == host }
        )
        #expect(route.service == name && route.project.isEmpty && route.servers.map(\.container) == [name])
        #expect(try await Gantry.succeed("route", "trace", "http://\(host)/").contains("of \(name) port 80"))

        let second = try await ClusterDocker.run(run + ["dk-hello-2", "nginx"])
        #expect(second.status != 0, "\(second)")
        #expect(second.error.contains("is served by container \(name) already"), "\(second)")
        let application = TestApplication(name: "dkhello")
        let refused = try await application.tryDeploy(Templates.web(host: "dkhello"))
        #expect(refused.status != 0 && refused.error.contains("container \(name)"), "\(refused)")

        try await ClusterDocker.succeed("rm", "-f", name)
        for address in addresses { try await Web.answers(host, "/healthz", at: address, status: 503) }
        #expect(try await Gantry.json([RouteObject].self, "route", "ls").allSatisfy { $0.host != host })
    }
}
