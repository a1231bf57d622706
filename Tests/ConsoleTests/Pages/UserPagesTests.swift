//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct UserPagesTests {
    private let api = FakeAPI()

    @Test func policiesAreSentAsJSON() async throws {
        api.answer("POST /users", UserObject(name: "kim", role: "none", created: ""), status: 201)
        let form = "name=kim&password=+long+one+&role=none&policies=%7B%22Version%22%3A%221%22%7D"
        let page = try await api.post("/console/users/new", form)
        #expect(page.location == "/console/users/kim")
        let sent: UserRequest = try api.body(of: "POST /users")
        #expect(sent.password == " long one ")
        let policy: JSONValue = ["Version": "1"]
        #expect(sent.policies == [policy])
    }

    @Test func brokenPoliciesAreShownAgainWithoutACall() async throws {
        let page = try await api.post("/console/users/new", "name=kim&password=secret123&role=none&policies=%7Bno")
        #expect(page.status == 400)
        #expect(page.body.contains("it is no JSON") && page.body.contains("{no</textarea>"))
        #expect(!page.body.contains("secret123"))
        #expect(!api.calls.contains { $0.method == .post })
    }

    @Test func passwordsThatDifferAreNotSent() async throws {
        api.answer("GET /version", ["version": "1"])
        let page = try await api.post("/console/settings", "current=a&password=b&again=c")
        #expect(page.status == 400)
        #expect(!api.calls.contains { $0.method == .put })
        api.answer("PUT /users/admin/password", "")
        let done = try await api.post("/console/settings", "current=old&password=b%20&again=b%20")
        #expect(done.location == "/console/settings")
        let sent: PasswordRequest = try api.body(of: "PUT /users/admin/password")
        #expect(sent == PasswordRequest(password: "b ", current: "old"))
    }

    @Test func aSecretIsShownWhenItsKeyIsMadeAndNotLater() async throws {
        var key = AccessKeyObject(id: "K1", user: "admin", enabled: true, created: "")
        api.answer("GET /users/admin/keys", [key])
        key.secret = "S3CRET"
        api.answer("POST /users/admin/keys", key, status: 201)
        #expect(try await api.post("/console/keys", "user=admin").body.contains("S3CRET"))
        #expect(try await !api.get("/console/keys").body.contains("S3CRET"))
    }

    @Test func theAuditLogIsAskedForWhatIsLookedFor() async throws {
        var entry = AuditEntry(
            number: 7,
            time: "2026-01-31T12:00:00.0Z",
            user: "kim",
            action: "cs:DeleteProject",
            method: "DELETE",
            route: "/clusters/{cluster}/projects/{project}"
        )
        entry.resources = ["project": "<shop>"]
        entry.status = 403
        entry.code = "forbidden"
        api.answer("GET /audit", AuditPage(entries: [entry], next: 7))
        let page = try await api.get("/console/audit?user=kim&action=Delete*&resource=shop&refused=1&since=7d")
        #expect(page.body.contains("&lt;shop&gt;") && page.body.contains("403"))
        #expect(page.body.contains("refused=1&amp;since=7d&amp;before=7"))
        let asked = try #require(api.calls.first { $0.path.hasPrefix("/audit") })
        #expect(asked.path == "/audit?limit=100&user=kim&action=Delete%2A&resource=shop&refused=1&since=7d")
    }
}
