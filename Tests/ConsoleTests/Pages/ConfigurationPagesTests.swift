//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct ConfigurationPagesTests {
    private let api = FakeAPI()

    private func item() -> ConfigurationObject {
        var item = ConfigurationObject(name: "sizes", region: "r", version: 3)
        item.variables = ["size": "3", "text": "a\nb"]
        item.users = [.init(cluster: "prod", project: "shop", version: 2)]
        return item
    }

    @Test func rowsAreSentAsVariables() async throws {
        api.answer("POST /clusters/prod/configurations", item(), status: 201)
        let form = "name=sizes&description=d&rows=3&name-0=size&value-0=3&name-1=&value-1=&name-2=text&value-2=a%0D%0Ab"
        let page = try await api.post("/console/clusters/prod/configurations/new", form)
        #expect(page.location == "/console/clusters/prod/configurations/sizes")
        let sent: ConfigurationRequest = try api.body(of: "POST /clusters/prod/configurations")
        #expect(sent.variables == ["size": "3", "text": "a\nb"])
    }

    @Test func aTextOfValuesComesBackAsItWas() async throws {
        api.answer("GET /clusters/prod/configurations/sizes", item())
        let form = try await api.get("/console/clusters/prod/configurations/sizes/edit?as=text")
        #expect(form.body.contains("size=3\ntext=&quot;a\\nb&quot;"))
        #expect(form.body.contains("shop (prod)"))
        api.answer("PUT /clusters/prod/configurations/sizes", item())
        let text = "version=3&description=&text=size%3D4%0D%0Atext%3D%22a%5Cnb%22"
        _ = try await api.post("/console/clusters/prod/configurations/sizes/edit", text)
        let sent: ConfigurationChange = try api.body(of: "PUT /clusters/prod/configurations/sizes")
        #expect(sent.version == 3)
        #expect(sent.variables == ["size": "4", "text": "a\nb"])
    }

    @Test func aRefusedChangeKeepsWhatWasTypedAndItsVersion() async throws {
        api.answer("GET /clusters/prod/configurations/sizes", item())
        api.refuse("PUT /clusters/prod/configurations/sizes", "configuration sizes: somebody else changed it")
        let form = "version=2&rows=1&name-0=size&value-0=9"
        let page = try await api.post("/console/clusters/prod/configurations/sizes/edit", form)
        #expect(page.status == 409)
        #expect(page.body.contains("somebody else changed it"))
        #expect(page.body.contains("name=\"version\" value=\"2\""))
        #expect(page.body.contains(">\n9</textarea>"))
    }

    @Test func deletingSaysWhoUsesIt() async throws {
        api.answer("GET /clusters/prod/configurations/sizes", item())
        let question = try await api.get("/console/clusters/prod/configurations/sizes/delete")
        #expect(question.body.contains("shop (prod)") && question.body.contains("name=\"force\""))
    }

    @Test func whoMayNotSeeValuesSeesTheRest() async throws {
        api.refuse("GET /clusters/prod/configurations/sizes", "not allowed", status: 403)
        var shown = item()
        shown.variables = nil
        api.answer("GET /clusters/prod/configurations", [shown])
        api.answer("GET /clusters/prod/configurations/sizes/versions", [ConfigurationVersionObject]())
        let page = try await api.get("/console/clusters/prod/configurations/sizes")
        #expect(page.status == 200)
        #expect(page.body.contains("You may not see its values."))
    }
}
