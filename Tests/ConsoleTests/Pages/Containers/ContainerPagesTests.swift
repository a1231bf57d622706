//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct ContainerPagesTests {
    private let api = FakeAPI()

    private func container(_ number: Int) -> ContainerObject {
        var container = ContainerObject(id: "id\(number)", name: "/shop_web_\(number)")
        container.running = true
        container.status = "running"
        container.nodeName = "node1"
        container.image = "<img>"
        return container
    }

    @Test func theAPIChoosesAndPages() async throws {
        api.answer("GET /clusters/c1/hosts", [Host(name: "node1", ip: "10.0.0.1")])
        api.answer(
            "GET /clusters/c1/container_page",
            ContainerPage(containers: (51...100).map(container), total: 10_000, page: 2, size: 50, running: 9_000)
        )
        let page = try await api.get("/console/clusters/c1/containers?q=web&node=node1&state=running&page=2")
        #expect(
            api.calls.first?.path == "/clusters/c1/container_page?q=web&node=node1&state=running&page=2&size=50"
        )
        #expect(page.body.contains("9000 of 10000 run."))
        #expect(page.body.contains("Page 2 of 200"))
        #expect(page.body.contains("page=3"))
        #expect(page.body.contains("&lt;img&gt;"))
    }

    @Test func aContainerThatStandsStillIsStoppedWithoutAWord() async throws {
        api.answer("POST /clusters/c1/docker/containers/id1/stop", [String](), status: 304)
        let page = try await api.post("/console/clusters/c1/containers/id1/stop")
        #expect(page.status == 303)
    }

    @Test func whatAnEngineRefusesIsSaid() async throws {
        api.answer("POST /clusters/c1/docker/containers/id1/start", ["message": "no room"], status: 500)
        let page = try await api.post("/console/clusters/c1/containers/id1/start")
        #expect(page.status == 500)
        #expect(page.body.contains(">no room<"))
    }

    @Test func onlyTheTerminalMayMakeStyles() async throws {
        api.answer("GET /clusters/c1/containers/id1", container(1))
        let page = try await api.get("/console/clusters/c1/containers/id1/terminal")
        let policy = try #require(page.response.headers[.contentSecurityPolicy])
        #expect(policy.contains("style-src 'self' 'unsafe-inline';"))
        #expect(policy.contains("script-src 'self';"))
    }
}

@Suite struct TerminalRequestTests {
    private static let path = "/console/clusters/c%201/containers/id1/terminal/socket"

    private func request(_ headers: HTTPFields, path: String = TerminalRequestTests.path) -> TerminalRequest? {
        TerminalRequest(
            ConsoleRequest(method: .get, path: path, headers: headers, authority: "gantry.test:7800")
        )
    }

    @Test func pagesOfThisServerOpenTerminals() throws {
        let found = try #require(
            request([.cookie: "__Host-gantry=good", .origin: "https://gantry.test:7800"])
        )
        #expect(found.cluster == "c 1")
        #expect(found.container == "id1")
        #expect(found.token == "good")
        #expect(found.command.first == "/bin/sh")
    }

    @Test func othersDoNot() {
        #expect(request([.cookie: "__Host-gantry=good"]) == nil)
        #expect(request([.cookie: "__Host-gantry=good", .origin: "https://evil.test"]) == nil)
        #expect(request([.cookie: "__Host-gantry=good", .origin: "http://gantry.test:7800"]) == nil)
        #expect(request([.origin: "https://gantry.test:7800"]) == nil)
        #expect(!TerminalRequest.isMeant(by: "/console/clusters/c1/containers/id1/terminal"))
    }
}
