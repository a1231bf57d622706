//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct NodePagesTests {
    private let api = FakeAPI()

    private func node(_ name: String, status: String = "ready") -> Host {
        var node = Host(name: name, ip: "10.0.0.2")
        node.instanceID = "i-" + name
        node.status = status
        node.healthy = status == "ready"
        node.certificateExpires = "2030-01-01T00:00:00.000000000Z"
        return node
    }

    @Test func theListFiltersByStateAndText() async throws {
        var other = node("node2", status: "lost")
        other.labels = ["disk": "ssd"]
        api.answer("GET /clusters/prod/hosts", [node("node1"), other])
        let byState = try await api.get("/console/clusters/prod/nodes?state=lost")
        #expect(byState.body.contains(">node2</a>") && !byState.body.contains(">node1</a>"))
        let byLabel = try await api.get("/console/clusters/prod/nodes?q=DISK%3Dss")
        #expect(byLabel.body.contains(">node2</a>") && !byLabel.body.contains(">node1</a>"))
    }

    @Test(arguments: [
        ("2026-04-01T00:00:00.0Z", true), ("2026-04-02T12:00:00.0Z", false), ("2025-01-01T00:00:00.0Z", true),
    ])
    func aCertificateIsNamedFromSixtyDaysBeforeItsEnd(end: String, isNamed: Bool) async throws {
        var node = node("node1")
        node.certificateExpires = end
        api.answer("GET /clusters/prod/hosts", [node])
        let page = try await api.get("/console/clusters/prod/nodes")
        #expect(page.body.contains("certificate ends \(end.prefix(10))") == isNamed)
    }

    @Test func lookingAtTheJoinPageMakesNoToken() async throws {
        api.answer("GET /clusters/prod/hosts", [Host]())
        _ = try await api.get("/console/clusters/prod/nodes/join")
        #expect(!api.calls.contains { $0.path.contains("join-command") })
    }

    @Test func theJoinCommandHasItsLifetimeAndZone() async throws {
        api.answer("GET /clusters/prod/hosts", [Host]())
        api.answer(
            "GET /clusters/prod/join-command",
            JoinCommand(command: "curl 'x' | sh", token: "t", fingerprint: "f", server: "s")
        )
        let page = try await api.post("/console/clusters/prod/nodes/join", "expired=3600&zone=rack-1&reusable=1")
        #expect(page.body.contains("curl &#39;x&#39; | sh -s -- --zone rack-1"))
        #expect(api.calls.map(\.path).contains("/clusters/prod/join-command?expired=3600&reusable=1"))
    }

    @Test func aZoneThatAShellWouldTakeAmissIsRefused() async throws {
        api.answer("GET /clusters/prod/hosts", [Host]())
        let page = try await api.post("/console/clusters/prod/nodes/join", "zone=a%3B+reboot")
        #expect(page.status == 400)
        #expect(!api.calls.contains { $0.path.contains("join-command") })
    }

    @Test func removingNamesWhatRunsThere() async throws {
        api.answer("GET /clusters/prod/hosts/node1", node("node1"))
        api.answer("GET /clusters/prod/projects", [Project(name: "shop")])
        var container = ContainerObject(id: "x", name: "/shop_web_1")
        container.vmID = "i-node1"
        container.project = "shop"
        var elsewhere = container
        elsewhere.name = "/shop_web_2"
        elsewhere.vmID = "i-node2"
        api.answer("GET /clusters/prod/containers", [container, elsewhere])
        let question = try await api.get("/console/clusters/prod/nodes/node1/delete")
        #expect(question.body.contains("shop_web_1") && !question.body.contains("shop_web_2"))
        api.refuse("DELETE /clusters/prod/hosts/node1", "node node1: 1 containers of applications are on it")
        let refused = try await api.post("/console/clusters/prod/nodes/node1/delete")
        #expect(refused.status == 409)
        #expect(refused.body.contains("containers of applications are on it"))
        api.answer("DELETE /clusters/prod/hosts/node1?force=1", "", status: 202)
        let page = try await api.post("/console/clusters/prod/nodes/node1/delete", "force=1")
        #expect(page.location == "/console/clusters/prod/nodes")
    }

    @Test func labelsAreSentAsNamesAndValues() async throws {
        api.answer("PUT /clusters/prod/hosts/node1/labels", "")
        let page = try await api.post("/console/clusters/prod/nodes/node1", "labels=a%3D1%0D%0Ab%3Dx%3Dy")
        #expect(page.location == "/console/clusters/prod/nodes/node1")
        let sent: [String: String] = try api.body(of: "PUT /clusters/prod/hosts/node1/labels")
        #expect(sent == ["a": "1", "b": "x=y"])
    }
}
