//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct ApplicationPagesTests {
    private let api = FakeAPI()

    private func project(_ name: String, isSystem: Bool = false) -> Project {
        var project = Project(name: name)
        project.isSystem = isSystem
        project.currentState = "running"
        project.services = []
        return project
    }

    @Test func systemApplicationsAreHiddenUnlessAskedFor() async throws {
        api.answer("GET /clusters/c1/projects", [project("acsrouting", isSystem: true), project("shop")])
        let page = try await api.get("/console/clusters/c1/applications")
        #expect(page.body.contains("applications/shop\""))
        #expect(!page.body.contains("acsrouting"))
        #expect(try await api.get("/console/clusters/c1/applications?system=1").body.contains("acsrouting"))
        #expect(try await api.get("/console/clusters/c1/applications", language: .chinese).body.contains("运行中"))
    }

    @Test func longListsArePaged() async throws {
        api.answer("GET /clusters/c1/projects", (1...120).map { project("app\($0)") })
        let page = try await api.get("/console/clusters/c1/applications?page=3")
        #expect(page.body.contains("applications/app120\""))
        #expect(!page.body.contains("applications/app50\""))
    }

    @Test func deletingNamesTheContainersAndAsksForVolumes() async throws {
        var container = ContainerObject(id: "1", name: "/shop_web_1")
        container.project = "shop"
        api.answer(
            "GET /clusters/c1/container_page",
            ContainerPage(containers: [container], total: 1, page: 1, size: 20, running: 1)
        )
        api.answer("DELETE /clusters/c1/projects/shop", [String]())
        let page = try await api.get("/console/clusters/c1/applications/shop/delete")
        #expect(page.body.contains("1 container is removed: shop_web_1"))
        #expect(page.body.contains("name=\"volumes\""))
        #expect(!api.calls.contains { $0.method == .delete })
        _ = try await api.post("/console/clusters/c1/applications/shop/delete")
        #expect(api.calls.last?.path == "/clusters/c1/projects/shop")
        _ = try await api.post("/console/clusters/c1/applications/shop/delete", "volumes=1")
        #expect(api.calls.last?.path == "/clusters/c1/projects/shop?volume=1")
    }

    @Test func weightsAreSentByService() async throws {
        api.answer("POST /clusters/c1/projects/shop/weights", [String]())
        _ = try await api.post(
            "/console/clusters/c1/applications/shop/weights",
            "weight-web=20&weight-web-green=80"
        )
        let body = try #require(api.calls.last?.body)
        #expect(String(decoding: body, as: UTF8.self).contains("\"web-green\":80"))
    }

    @Test func theAddressOfATriggerIsShownOnce() async throws {
        api.answer("GET /clusters/c1/projects/shop", project("shop"))
        var trigger = TriggerObject(
            id: "t1",
            clusterID: "c1",
            project: "shop",
            action: "redeploy",
            user: "admin",
            created: ""
        )
        api.answer("GET /clusters/c1/triggers", [trigger])
        trigger.url = "https://gantry.test/hook/trigger?secret=xyz"
        api.answer("POST /clusters/c1/triggers", trigger, status: 201)
        let made = try await api.post("/console/clusters/c1/applications/shop/triggers", "action=redeploy")
        #expect(made.body.contains("secret=xyz"))
        #expect(try await !api.get("/console/clusters/c1/applications/shop/triggers").body.contains("secret"))
    }

    @Test func versionsAreComparedWithTheOneThatRuns() async throws {
        var (old, new) = (VersionObject(version: "1.0", deployed: ""), VersionObject(version: "2.0", deployed: ""))
        (old.template, new.template, new.isCurrent) = ("a: 1\n", "a: 2\n", true)
        api.answer("GET /clusters/c1/projects/shop/versions", [new, old])
        api.answer("GET /clusters/c1/projects/shop/versions/1.0", old)
        api.answer("GET /clusters/c1/projects/shop/versions/2.0", new)
        let page = try await api.get("/console/clusters/c1/applications/shop/versions/1.0")
        #expect(page.body.contains("<del>-a: 2"))
        #expect(page.body.contains("<ins>+a: 1"))
        api.answer("POST /clusters/c1/projects/shop/rollback-update", [String]())
        let done = try await api.post("/console/clusters/c1/applications/shop/versions/1.0/rollback")
        #expect(done.status == 303)
        #expect(api.calls.last?.path == "/clusters/c1/projects/shop/rollback-update?version=1.0")
    }
}
