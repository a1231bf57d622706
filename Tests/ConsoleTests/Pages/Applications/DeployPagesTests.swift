//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes
import Model
import Testing

@testable import Console

@Suite struct DeployPagesTests {
    private let api = FakeAPI()

    init() {
        api.answer("GET /clusters/c1/configurations", [ConfigurationObject(name: "sizes", region: "", version: 1)])
        api.answer(
            "POST /clusters/c1/projects/variables",
            [TemplateVariableObject(name: "SIZE", isRequired: true, line: 3)]
        )
        api.answer("POST /clusters/c1/projects/files", [TemplateFileObject]())
    }

    private func sent(_ call: String) throws -> ProjectRequest {
        let found = try #require(api.calls.last { "\($0.method) \($0.path)" == call }?.body)
        return try JSONDecoder().decode(ProjectRequest.self, from: Data(found))
    }

    @Test func whatIsDoubtfulInATemplateIsSaidAfterTheDeploy() async throws {
        let warning = Problem(
            .warning,
            file: "t.yml",
            line: 3,
            key: "web.cpu_quota",
            message: "has <no> effect",
            remedy: "drop it"
        )
        api.answer("POST /clusters/c1/projects", ProjectAccepted(warnings: [warning]), status: 201)
        let page = try await api.post("/console/clusters/c1/new-application", "do=deploy&name=shop&template=web:")
        let cookie = try #require(page.cookies.first { $0.hasPrefix("gantry-notice=") }?.split(separator: ";").first)
        api.answer("GET /clusters", [ClusterObject]())
        let next = try await api.request(
            .get,
            "/console/clusters",
            form: "",
            cookie: "__Host-gantry=\(FakeAPI.token); \(cookie)"
        )
        #expect(next.body.contains("The application is being deployed"))
        #expect(next.body.contains("web.cpu_quota") && next.body.contains("has &lt;no&gt; effect"))
    }

    @Test func aDeploySendsWhatWasTyped() async throws {
        api.answer("POST /clusters/c1/projects", ProjectAccepted(warnings: []), status: 201)
        let page = try await api.post(
            "/console/clusters/c1/new-application",
            "do=deploy&name=shop&version=1.5&latest=1&configuration=sizes&variable-SIZE=3&variable-EMPTY="
                + "&template=web:%0D%0A++image:+nginx%0D%0A"
        )
        #expect(page.status == 303)
        #expect(page.location == "/console/clusters/c1/applications/shop")
        let request = try sent("POST /clusters/c1/projects")
        #expect(request.name == "shop")
        #expect(request.template == "web:\n  image: nginx\n")
        #expect(request.version == "1.5")
        #expect(request.latestImage == true)
        #expect(request.environment == ["SIZE": "3"])
        #expect(request.configurations == ["sizes"])
    }

    @Test func aPlanChangesNothingAndSaysWhereContainersGo() async throws {
        var change = PlanObject.Change(
            action: "create",
            container: "shop_web_1",
            service: "web",
            node: "",
            reasons: []
        )
        change.refusals = ["node1": "has no room"]
        let warning = Problem(.warning, line: 7, key: "web.links", message: "<b>careful", remedy: "look")
        api.answer("POST /clusters/c1/projects/plan", PlanObject(changes: [change], warnings: [warning]))
        let page = try await api.post("/console/clusters/c1/new-application", "do=plan&name=shop&template=web:")
        #expect(page.status == 200)
        #expect(page.body.contains("node1: has no room"))
        #expect(page.body.contains("line 7: <code>web.links</code>: &lt;b&gt;careful; look"))
        #expect(page.body.contains("&quot;line&quot;:7"))
        #expect(page.body.contains("name=\"variable-SIZE\""))
        #expect(!api.calls.contains { $0.path == "/clusters/c1/projects" })
    }

    @Test func whatIsWrongIsShownAtItsLineWithWhatWasTyped() async throws {
        let problem = Problem(.error, line: 2, key: "web.image", message: "has no name", remedy: "name one")
        let body = APIErrorBody(code: "invalid", message: "template: 1 error", requestID: "r", problems: [problem])
        api.answer("POST /clusters/c1/projects", body, status: 400)
        let page = try await api.post(
            "/console/clusters/c1/new-application",
            "do=deploy&name=shop&template=web:%0A++image:+%22%22&variable-SIZE=%3Cx%3E&configuration=sizes"
        )
        #expect(page.status == 400)
        #expect(page.body.contains("{&quot;line&quot;:2") || page.body.contains("&quot;line&quot;:2"))
        #expect(page.body.contains("line 2: <code>web.image</code>: has no name; name one"))
        #expect(page.body.contains("web:\n  image: &quot;&quot;</textarea>"))
        #expect(page.body.contains("value=\"&lt;x&gt;\""))
        #expect(page.body.contains("value=\"sizes\" checked"))
    }

    @Test func aChangeTellsTheDifferences() async throws {
        var project = Project(name: "shop")
        project.template = "web:\n  image: nginx:1\n"
        project.environment = ["SIZE": "3", "COMPOSE_PROJECT_NAME": "shop"]
        api.answer("GET /clusters/c1/projects/shop", project)
        api.answer("POST /clusters/c1/projects/shop/plan", PlanObject(changes: [], warnings: []))
        api.answer("POST /clusters/c1/projects/shop/update", ProjectAccepted(warnings: []), status: 202)
        let form = try await api.get("/console/clusters/c1/applications/shop/change")
        #expect(form.body.contains("name=\"variable-SIZE\" value=\"3\""))
        let path = "/console/clusters/c1/applications/shop/change"
        let plan = try await api.post(path, "do=plan&template=web:%0A++image:+nginx:2%0A")
        #expect(plan.body.contains("<del>-  image: nginx:1"))
        #expect(plan.body.contains("<ins>+  image: nginx:2"))
        let done = try await api.post(path, "do=deploy&method=blue-green&failure=rollback&template=web:&name=other")
        #expect(done.location == "/console/clusters/c1/applications/shop")
        let request = try sent("POST /clusters/c1/projects/shop/update")
        #expect(request.updateMethod == "blue-green")
        #expect(request.failureAction == "rollback")
        #expect(request.name == nil)
        #expect(request.version == nil)
    }

    @Test func filesOfTheTemplateAreAskedForAndSent() async throws {
        let named = [
            TemplateFileObject(path: "./web.env", line: 4, isRequired: true, isStored: false),
            TemplateFileObject(path: "extra.env", line: 5, isRequired: false, isStored: false),
        ]
        api.answer("POST /clusters/c1/projects/files", named)
        api.answer("POST /clusters/c1/projects", ProjectAccepted(warnings: []), status: 201)
        api.answer("POST /clusters/c1/projects/plan", PlanObject(changes: [], warnings: []))
        let path = "/console/clusters/c1/new-application"
        let plan = try await api.post(path, "do=plan&name=shop&template=web:&file-extra.env=A=1%0D%0A%3C")
        #expect(plan.body.contains("name=\"file-./web.env\"") && plan.body.contains("Needed: its text (line 4)."))
        #expect(plan.body.contains("A=1\n&lt;</textarea>"))
        _ = try await api.post(path, "do=deploy&name=shop&template=web:&file-./web.env=B=2&file-extra.env=")
        let request = try sent("POST /clusters/c1/projects")
        #expect(request.files == ["./web.env": "B=2"])
        #expect(request.keptFiles == nil)
    }

    @Test func anUpdateKeepsTheFilesThatAreNotGivenAnew() async throws {
        var project = Project(name: "shop")
        project.template = "web:\n  env_file: [a.env, b.env, c.env]\n"
        api.answer("GET /clusters/c1/projects/shop", project)
        api.answer(
            "POST /clusters/c1/projects/files",
            ["a.env", "b.env", "c.env"].map {
                TemplateFileObject(path: $0, line: 2, isRequired: false, isStored: $0 != "c.env")
            }
        )
        api.answer("POST /clusters/c1/projects/shop/update", ProjectAccepted(warnings: []), status: 202)
        let form = try await api.get("/console/clusters/c1/applications/shop/change")
        #expect(form.body.contains("Left empty: as in the running version (line 2)."))
        let asked: TemplateFilesRequest = try api.body(of: "POST /clusters/c1/projects/files")
        #expect(asked.project == "shop" && asked.template == project.template)
        _ = try await api.post(
            "/console/clusters/c1/applications/shop/change",
            "do=deploy&template=web:&file-a.env=&file-b.env=B=2&file-c.env="
        )
        let request = try sent("POST /clusters/c1/projects/shop/update")
        #expect(request.files == ["b.env": "B=2"])
        #expect(request.keptFiles == ["a.env"])
    }

    @Test func anImageBecomesATemplate() async throws {
        let page = try await api.post(
            "/console/clusters/c1/new-application/image",
            "name=shop&image=nginx:1&count=3&ports=80%0D%0A8080:81&addresses=shop&routed-port=80&environment=A%3D%24B"
        )
        #expect(page.status == 200)
        #expect(page.body.contains("    aliyun.scale: &quot;3&quot;"))
        #expect(page.body.contains("    aliyun.routing.port_80: &quot;shop&quot;"))
        #expect(page.body.contains("    - &quot;A=$$B&quot;"))
        #expect(page.body.contains("name=\"name\" value=\"shop\""))
        let refused = try await api.post("/console/clusters/c1/new-application/image", "name=shop&addresses=shop")
        #expect(refused.status == 400)
        #expect(refused.body.contains("Image: name one."))
        #expect(refused.body.contains("say which port"))
    }
}
