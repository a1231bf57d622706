//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import NIOHTTP1
import Testing

@testable import Server

/// The management API as programs of the container service use it.
@Suite struct ClusterQueryTests {
    @Test func aClusterIsShownInAllItsForms() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let cluster = try await gantry.call(.GET, "/clusters/one", headers: admin).decode(ClusterObject.self)
            #expect(cluster.state == "inactive" && cluster.size == 0 && cluster.port == endpoint.port)
            #expect(cluster.masterURL == "https://127.0.0.1:\(endpoint.port)")
            #expect(cluster.capabilities["porject_trigger"] == true && !cluster.swarmMode)
            #expect(cluster.nodeStatus == #"{"health":0,"unhealth":0}"#)
            for (path, text) in [
                ("endpoints", #""api_server_endpoint":"https://127.0.0.1:\#(endpoint.port)""#),
                ("nodes?pageSize=10&pageNumber=1", #""page":{"page_number":1,"page_size":10,"total_count":0}"#),
                ("scaled_nodes/", "[]"), ("logs", "["), ("hosts", "[]"), ("projects", "[]"), ("services", "[]"),
            ] {
                let answer = try await gantry.call(.GET, "/clusters/one/" + path, headers: admin)
                #expect(answer.status == 200 && answer.body.contains(text), "\(path): \(answer.body)")
            }
            for path in ["nodes?pageSize=0", "nodes?pageNumber=0", "nodes?pageSize=1001", "nodes?pageNumber=x"] {
                #expect(try await gantry.call(.GET, "/clusters/one/" + path, headers: admin).status == 400, "\(path)")
            }
            #expect(try await gantry.call(.GET, "/region/local/containers?ServiceId=a_b", headers: admin).body == "[]")
        }
    }

    @Test func aTaskIsKnownToThoseWhoMaySeeItsCluster() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let made = try await gantry.call(.POST, "/clusters", body: #"{"name":"one"}"#, headers: admin)
            let created = try made.decode(ClusterCreated.self)
            let task = try await gantry.call(.GET, "/tasks/\(created.taskID)", headers: admin).decode(ClusterTask.self)
            #expect(task.clusterID == created.clusterID && task.state == "success" && task.kind == "cluster_create")
            #expect(try await gantry.call(.GET, "/tasks/T-x", headers: admin).status == 404)
            let kim = try await gantry.user("kim", role: .none)
            #expect(try await gantry.call(.GET, "/tasks/\(created.taskID)", headers: kim).status == 404)
        }
    }

    @Test func whatNeedsBoughtMachinesSaysWhatToDo() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            _ = try await TestEndpoint.make("one", in: gantry)
            for (method, path) in [
                (HTTPMethod.PUT, "/clusters/one"), (.POST, "/clusters/one/attach"), (.POST, "/clusters/one/scalein"),
                (.POST, "/clusters/one/instances/i-1/reset"),
            ] {
                let answer = try await gantry.call(method, path, body: #"{"size":3}"#, headers: admin)
                #expect(answer.status == 400 && answer.body.contains("gantry node "), "\(path): \(answer.body)")
            }
            let upgrade = "/clusters/one/components/acs-agent/upgrade"
            #expect(try await gantry.call(.POST, upgrade, headers: admin).status == 400)
            let bought = try await gantry.call(.POST, "/clusters", body: #"{"name":"two","size":2}"#, headers: admin)
            #expect(bought.status == 400 && bought.body.contains("join-command"))
        }
    }

    @Test func namesAreTakenOnceAndDeletedClustersAreGone() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            for name in ["one", "two"] { _ = try await TestEndpoint.make(name, in: gantry) }
            let renamed = try await gantry.call(.POST, "/clusters/one/name/two", headers: admin)
            #expect(renamed.status == 409 && renamed.body.contains("ErrorClusterNameAlreadyExist"))
            #expect(try await gantry.call(.POST, "/clusters/one/name/three", headers: admin).status == 200)
            #expect(try await gantry.call(.DELETE, "/clusters/three", headers: admin).status == 202)
            for (method, path) in [(HTTPMethod.GET, "/clusters/three"), (.DELETE, "/clusters/three")] {
                let gone = try await gantry.call(method, path, headers: admin)
                #expect(gone.status == 404 && gone.body.contains("ErrorClusterNotFound"))
            }
        }
    }

    @Test func templatesAreKept() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let body = #"{"name":"shop","template":"web:\n  image: nginx\n","tags":"web,demo"}"#
            let made = try await gantry.call(.PUT, "/templates", body: body, headers: admin)
            #expect(made.status == 201)
            let id = try made.decode(TemplateCreated.self).id
            let path = "/templates/" + id
            let shown = try await gantry.call(.GET, path, headers: admin).decode(TemplateObject.self)
            #expect(shown.name == "shop" && shown.template == "web:\n  image: nginx\n" && shown.kind == "compose")
            for (query, count) in [("", 1), ("?q=DEMO", 1), ("?q=other", 0)] {
                let list = try await gantry.call(.GET, "/templates" + query, headers: admin).decode(TemplateList.self)
                #expect(list.templates.count == count)
            }
            let changed = try await gantry.call(.PUT, path, body: #"{"description":"d"}"#, headers: admin)
            #expect(try changed.decode(TemplateObject.self).tags == "web,demo")
            for body in [
                "{}", #"{"name":"x"}"#, #"{"template":"x"}"#, #"{"name":"","template":"x"}"#,
                #"{"name":"x","template":"\#(String(repeating: "x", count: TemplateLibrary.maximumBytes + 1))"}"#,
            ] {
                #expect(try await gantry.call(.POST, "/templates", body: body, headers: admin).status == 400)
            }
            let kim = try await gantry.user("kim", role: .none)
            #expect(try await gantry.call(.GET, "/templates", headers: kim).body == #"{"templates":[]}"#)
            #expect(try await gantry.call(.DELETE, path, headers: admin).status == 200)
            #expect(try await gantry.call(.GET, path, headers: admin).status == 404)
            let long = "/templates/" + String(repeating: "x", count: 5_000)
            #expect(try await gantry.call(.GET, long, headers: admin).status == 404)
        }
    }

    @Test func samplesComeAlongAndStayAsTheyAre() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let list = try await gantry.call(.GET, "/templates?samples=1", headers: admin).decode(TemplateList.self)
            #expect(list.templates.map(\.name) == ["hello", "redis", "wordpress"])
            for sample in list.templates {
                #expect(sample.isSample && !sample.description.isEmpty && sample.template.contains("image:"))
                let path = "/templates/" + sample.id
                #expect(try await gantry.call(.GET, path, headers: admin).decode(TemplateObject.self) == sample)
                #expect(try await gantry.call(.DELETE, path, headers: admin).status == 409)
                #expect(try await gantry.call(.PUT, path, body: #"{"name":"x"}"#, headers: admin).status == 409)
            }
        }
    }
}
