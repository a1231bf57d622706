//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Simple routing: which request comes to which container.
@Suite(.needsCluster, .sharesCluster)
struct RoutingTests {
    @Test func hostsAndPathsLeadToTheirServices() async throws {
        let template =
            Templates.web("root", host: "paths;http://paths.example.com")
            + Templates.web("deep", host: "paths/deep")
            + Templates.web("deeper", host: "paths/deep/er")
        try await TestApplication.deployed("paths", template) { _ in
            let expected = [
                ("paths.localhost", "/", "paths_root_1"),
                ("PATHS.localhost:8080", "/", "paths_root_1"),
                ("paths.example.com", "/", "paths_root_1"),
                ("paths.example.com", "/deep/", "paths_root_1"),
                ("paths.localhost", "/deep", "paths_deep_1"),
                ("paths.localhost", "/deep/", "paths_deep_1"),
                ("paths.localhost", "/deep/page", "paths_deep_1"),
                ("paths.localhost", "/deepest", "paths_root_1"),
                ("paths.localhost", "/deep/er/page", "paths_deeper_1"),
                ("paths.localhost", "/deep/err", "paths_deep_1"),
            ]
            for address in try await Web.nodes() + [TestEnvironment.frontDoor] {
                for (host, path, container) in expected {
                    try await eventually("\(host)\(path) at \(address) comes to \(container)") {
                        try await Web.get(host, path, at: address).container ?? "nobody"
                    } until: {
                        $0 == container
                    }
                }
            }
        }
    }

    @Test func unknownHostsGetThePageOfThe503() async throws {
        for address in try await Web.nodes() + [TestEnvironment.frontDoor] {
            let answer = try await Web.answers("nobody.localhost", at: address, status: 503)
            #expect(answer.body.contains("no container serves this address"))
            #expect(answer.header("Content-Type").first?.hasPrefix("text/html") == true)
        }
        for address in try await Web.nodes() {
            for host in ["nobody.localhost", "127.0.0.1"] {
                #expect(try await Web.get(host, "/haproxy-monitor", at: address).status == 200)
            }
        }
    }

    @Test func clientsStayWithTheirContainer() async throws {
        let host = "sticky.localhost"
        try await TestApplication.deployed("sticky", Templates.web(host: "sticky", scale: 3)) { application in
            let containers = try await application.containers()
            let first = try await Web.answers(host)
            let cookie = try #require(first.cookie("CONTAINERID"))
            let own = try #require(containers.first { $0.id == cookie }, "\(cookie) is no container's ID")
            #expect(cookie.count == 64)
            #expect(first.container == own.plainName)
            let cookies = ["CONTAINERID": cookie, "CONTAINERID_TIME": first.cookie("CONTAINERID_TIME") ?? ""]
            for address in try await Web.nodes() + [TestEnvironment.frontDoor] {
                try await Web.answers(host, at: address)
                for _ in 0..<5 {
                    let answer = try await Web.get(host, at: address, cookies: cookies)
                    #expect(answer.container == own.plainName)
                    #expect(answer.cookie("CONTAINERID") == nil)
                }
            }
            #expect(try await Web.containers(host).count == 3, "without cookies requests go round")

            try await Gantry.succeed("rm", "--force", own.plainName)
            try await eventually("the client moves on") {
                try await Web.get(host, cookies: cookies)
            } until: {
                $0.status == 200 && ($0.cookie("CONTAINERID") ?? cookie) != cookie
            }
            try await application.runs(with: 3)
        }
    }

    @Test func withoutStickinessRequestsGoRound() async throws {
        let template = Templates.web(
            host: "round",
            scale: 3,
            labels: ["aliyun.routing.session_sticky": "false"]
        )
        try await TestApplication.deployed("round", template) { application in
            let host = "round.localhost"
            try await Web.answers(host)
            let container = try await application.container("web", 2)
            var seen: Set<String> = []
            for _ in 0..<12 {
                let answer = try await Web.get(host, cookies: ["CONTAINERID": container.id])
                #expect(answer.status == 200)
                #expect(answer.header("Set-Cookie").isEmpty)
                if let name = answer.container { seen.insert(name) }
            }
            #expect(seen.count == 3)
        }
    }

    @Test func onlyHealthyContainersGetRequests() async throws {
        let host = "health.localhost"
        let template = Templates.service(
            "web",
            """
            image: nginx:latest
            restart: always
            """,
            labels: [
                "aliyun.scale": "2",
                "aliyun.routing.port_80": "health",
                "aliyun.probe.cmd": "test ! -e /tmp/sick",
                "aliyun.probe.timeout_seconds": "5",
            ]
        )
        try await TestApplication.deployed("health", template) { application in
            try await eventually("both get requests") {
                try await Web.containers(host)
            } until: {
                $0.count == 2
            }

            try await Gantry.succeed("exec", "health_web_1", "touch", "/tmp/sick")
            try await eventually("the sick one leaves") {
                try await Web.containers(host)
            } until: {
                $0 == ["health_web_2"]
            }
            let sick = try await application.container("web", 1)
            #expect(sick.health == "unhealthy")
            #expect(sick.running && sick.failCount > 0)

            try await Gantry.succeed("exec", "health_web_2", "touch", "/tmp/sick")
            try await Web.answers(host, status: 503)

            try await Gantry.succeed("exec", "health_web_1", "rm", "/tmp/sick")
            try await eventually("it returns") {
                try await Web.containers(host)
            } until: {
                $0 == ["health_web_1"]
            }
            #expect(try await application.container("web", 1).health == "healthy")
            #expect(try await application.container("web", 1).id == sick.id)
        }
    }
}
