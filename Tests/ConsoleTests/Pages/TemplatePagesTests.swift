//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct TemplatePagesTests {
    private let api = FakeAPI()

    private func template(isSample: Bool) -> TemplateObject {
        var template = TemplateObject(id: "t1", name: "shop", template: "web:\n  image: \"a<b\"\n", created: "")
        template.tags = "web"
        template.acl = isSample ? "public" : "private"
        return template
    }

    @Test func aSampleIsCopiedAndNotChanged() async throws {
        api.answer("GET /templates/t1", template(isSample: true))
        let page = try await api.get("/console/templates/t1")
        #expect(page.body.contains("/console/templates/new?from=t1"))
        #expect(!page.body.contains("/console/templates/t1/edit"))
        let copy = try await api.get("/console/templates/new?from=t1")
        #expect(copy.body.contains("data-editor") && copy.body.contains("a&lt;b"))
    }

    @Test func aTemplateIsDownloadedByteForByte() async throws {
        api.answer("GET /templates/t1", template(isSample: false))
        let page = try await api.get("/console/templates/t1/download")
        #expect(page.body == "web:\n  image: \"a<b\"\n")
        #expect(page.response.headers[.contentDisposition] == "attachment; filename=\"shop.yml\"")
    }

    @Test func changingSendsTheTemplateAsItWasTyped() async throws {
        api.answer("PUT /templates/t1", template(isSample: false))
        let form = "name=shop&description=&tags=&template=web%3A%0D%0A++image%3A+a%0D%0A"
        let page = try await api.post("/console/templates/t1/edit", form)
        #expect(page.location == "/console/templates/t1")
        let sent: TemplateRequest = try api.body(of: "PUT /templates/t1")
        #expect(sent.template == "web:\n  image: a\n")
    }
}
