//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct OverviewPagesTests {
    private let api = FakeAPI()

    private func answer(_ id: String, _ nodes: [Host], _ projects: [Project] = []) -> ClusterObject {
        api.answer("GET /clusters/\(id)/hosts", nodes)
        api.answer("GET /clusters/\(id)/projects", projects)
        return ClusterObject(clusterID: id, name: "name-" + id)
    }

    @Test func whatIsWrongAnywhereIsNamed() async throws {
        var lost = Host(name: "node1", ip: "10.0.0.2")
        lost.status = "lost"
        var failed = Project(name: "shop")
        failed.currentState = "failed"
        var balancer = LoadBalancerObject(name: "web")
        balancer.problems = ["port 80 is taken"]
        api.answer("GET /clusters", [answer("c1", [lost]), answer("c2", [], [failed])])
        api.answer("GET /load_balancers", [balancer])
        let page = try await api.get("/console")
        for address in [
            "/console/clusters/name-c1/nodes/node1", "/console/clusters/name-c2/applications/shop",
            "/console/load-balancers/web",
        ] {
            #expect(page.body.contains("href=\"\(address)\""))
        }
        #expect(page.body.contains("port 80 is taken"))
    }

    @Test func whatIsReservedAndFreeAddsUp() async throws {
        var nodes = [Host(name: "node1", ip: "10.0.0.2"), Host(name: "node2", ip: "10.0.0.3")]
        for index in nodes.indices {
            nodes[index].status = "ready"
            nodes[index].healthy = true
            nodes[index].cpus = 4
            nodes[index].reservedCPUs = 0.1 + Double(index) / 5
            nodes[index].memoryBytes = 8 << 30
            nodes[index].reservedMemoryBytes = 512 << 20
            nodes[index].diskBytes = 100 << 30
            nodes[index].diskFreeBytes = (index == 0 ? 50 : 5) << 30
        }
        api.answer("GET /clusters", [answer("c1", nodes)])
        api.answer("GET /load_balancers", [LoadBalancerObject]())
        let page = try await api.get("/console")
        #expect(page.body.contains("0.4 <span class=\"fs-6 text-body-secondary text-nowrap\">/ 8</span>"))
        #expect(page.body.contains("1 <span class=\"fs-6 text-body-secondary text-nowrap\">/ 16 GiB</span>"))
        #expect(page.body.contains("55 <span class=\"fs-6 text-body-secondary text-nowrap\">/ 200 GiB</span>"))
        #expect(page.body.contains("its disk is nearly full: 5 GiB of 100 GiB are free"))
        #expect(page.body.contains("href=\"/console/clusters/name-c1/clean-up\""))
        #expect(!page.body.contains("50 GiB of 100 GiB"))
    }

    @Test func whatTheCallerMayNotSeeIsLeftOut() async throws {
        api.answer("GET /clusters", [ClusterObject(clusterID: "c1", name: "prod")])
        api.refuse("GET /clusters/c1/hosts", "not allowed", status: 403)
        api.refuse("GET /clusters/c1/projects", "not allowed", status: 403)
        api.refuse("GET /load_balancers", "not allowed", status: 403)
        let page = try await api.get("/console", language: .chinese)
        #expect(page.status == 200)
        #expect(page.body.contains("prod") && page.body.contains("一切正常"))
    }

    @Test func eachClusterIsAskedOnceForEachKind() async throws {
        api.answer("GET /clusters", (1...20).map { answer("c\($0)", []) })
        api.answer("GET /load_balancers", [LoadBalancerObject]())
        _ = try await api.get("/console")
        let expected = 1 + 1 + 20 * 2
        #expect(api.calls.count == expected)
    }
}
