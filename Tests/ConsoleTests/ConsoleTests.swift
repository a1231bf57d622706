//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct ConsoleTests {
    private let api = FakeAPI()

    @Test func browsersThatAreNotLoggedInAreSentToTheLogin() async throws {
        let page = try await api.request(.get, "/console/clusters?q=a", form: "", cookie: nil)
        #expect(page.status == 303)
        #expect(page.location == "/console/login?next=%2Fconsole%2Fclusters%3Fq%3Da")
    }

    @Test func aSessionThatEndedIsForgotten() async throws {
        let page = try await api.request(.get, "/console/clusters", form: "", cookie: "__Host-gantry=old")
        #expect(page.status == 303)
        #expect(page.cookies.contains { $0.hasPrefix("__Host-gantry=;") && $0.contains("Max-Age=0") })
    }

    @Test func formsOfOtherSitesAreRefused() async throws {
        let foreign = try await api.request(.post, "/console/logout", form: "form-token=guess")
        #expect(foreign.status == 403)
        let crossSite = try await api.post(
            "/console/logout",
            headers: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]
        )
        #expect(crossSite.status == 403)
        let otherOrigin = try await api.post("/console/logout", headers: [.origin: "https://evil.test"])
        #expect(otherOrigin.status == 403)
        #expect(!api.calls.contains { $0.path == "/logout" })
    }

    @Test func theSessionIsInACookieThatScriptsAndOtherSitesDoNotGet() async throws {
        api.answer("POST /login", LoginResponse(token: "new", user: "admin", expires: ""))
        let page = try await api.request(.post, "/console/login", form: "user=admin&password=a%20b", cookie: nil)
        #expect(page.location == "/console")
        let cookie = try #require(page.cookies.first { $0.hasPrefix("__Host-gantry=new;") })
        for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(attribute)) }
    }

    @Test(arguments: ["https://evil.test/", "//evil.test", "/consolefoo", "javascript:alert(1)"])
    func loginLeadsNowhereElse(next: String) async throws {
        api.answer("POST /login", LoginResponse(token: "new", user: "admin", expires: ""))
        let page = try await api.request(.post, "/console/login", form: "user=a&password=b&next=\(next)", cookie: nil)
        #expect(page.location == "/console")
    }

    @Test func aRefusedLoginSaysWhy() async throws {
        api.refuse("POST /login", "password: is wrong", status: 401)
        let page = try await api.request(.post, "/console/login", form: "user=ann&password=b", cookie: nil)
        #expect(page.status == 401)
        #expect(page.body.contains("password: is wrong"))
        #expect(page.body.contains("value=\"ann\""))
        #expect(page.cookies.isEmpty)
    }

    @Test func pagesAllowNothingFromElsewhere() async throws {
        let page = try await api.get("/console/clusters")
        let policy = try #require(page.response.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("script-src 'self';"))
        #expect(!policy.contains("unsafe"))
        #expect(page.response.headers[.cacheControl] == "no-store")
    }

    @Test func refusalsOfTheAPIAreShown() async throws {
        api.refuse("GET /clusters", "cs:DescribeClusters on *: user 'x' isn't allowed it", status: 403)
        let page = try await api.get("/console/clusters")
        #expect(page.status == 403)
        #expect(page.body.contains("user &#39;x&#39; isn&#39;t allowed it"))
    }

    @Test func pagesAreInTheLanguageOfTheBrowser() async throws {
        #expect(try await api.get("/console/clusters").body.contains("<html lang=\"en\""))
        let page = try await api.get("/console/clusters", language: .chinese)
        #expect(page.body.contains("<html lang=\"zh-CN\""))
        #expect(page.body.contains("集群"))
    }

    @Test func ownFilesAreServedForGood() async throws {
        let page = try await api.request(.get, "/console/assets/1/console.js", form: "", cookie: nil)
        #expect(page.status == 200)
        #expect(page.response.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(page.response.headers[.cacheControl]?.contains("immutable") == true)
        #expect(try await api.request(.get, "/console/assets/1/..%2Fx.js", form: "").status == 404)
    }
}
