//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import Model
import NIOHTTP1
import Store
import Testing

@testable import Server

/// Triggers in a whole server.
@Suite struct TriggerTests {
    /// Its image is one for all time: without a node nobody could ask what is behind a tag.
    private static let template =
        #"{"name":"shop","template":"web:\n  image: team/web@sha256:\#(String(repeating: "a", count: 64))\n"}"#
    private static let triggers = "/clusters/one/triggers"

    /// A server with an application `shop` that has a service `web`.
    private func with(
        store: any Store = InMemoryStore(),
        _ body: (GantryFixture, _ admin: [(String, String)]) async throws -> Void
    ) async throws {
        try await GantryFixture.with(store: store) { gantry in
            let admin = try await gantry.logIn()
            _ = try await TestEndpoint.make("one", in: gantry)
            let made = try await gantry.call(.POST, "/clusters/one/projects", body: Self.template, headers: admin)
            try #require(made.status == 201)
            try await body(gantry, admin)
        }
    }

    private func create(_ body: String, _ gantry: GantryFixture, _ admin: [(String, String)]) async throws -> String {
        let made = try await gantry.call(.POST, Self.triggers, body: body, headers: admin)
        #expect(made.status == 201, "\(made.body)")
        let url = try #require(try made.decode(TriggerObject.self).url)
        // The path, as the test's server is at another port than it says.
        return String(url[try #require(url.firstRange(of: "/hook/")).lowerBound...])
    }

    private func scale(_ gantry: GantryFixture, _ admin: [(String, String)]) async throws -> Int {
        try await gantry.call(.GET, "/clusters/one/services/shop_web", headers: admin)
            .decode(ServiceObject.self).extensions.scale
    }

    @Test func aTriggerScales() async throws {
        try await with { gantry, admin in
            let body = #"{"project_id":"shop","action":"scaling","service_id":"shop_web"}"#
            let path = try await create(body, gantry, admin)
            for (method, query, scale) in [
                (HTTPMethod.GET, "&type=scale_out&step=4", 5), (.POST, "&type=scale_in&step=2", 3),
                // One client leaves the step out.
                (.GET, "&type=scale_in", 2), (.GET, "&type=scale_in&step=100", 1),
            ] {
                let answer = try await gantry.call(method, path + query)
                #expect(try answer.status == 200 && answer.decode(TriggerResult.self).scale == scale, "\(query)")
                #expect(try await self.scale(gantry, admin) == scale)
            }
            for query in ["", "&step=1", "&type=scale_by&step=1", "&type=scale_out&step=0", "&type=scale_out&step=101"]
            {
                #expect(try await gantry.call(.GET, path + query).status == 400, "\(query)")
            }
            #expect(try await scale(gantry, admin) == 1)
        }
    }

    @Test func aTriggerRedeploysForItsImage() async throws {
        try await with { gantry, admin in
            let body = #"{"project_id":"shop","action":"redeploy","image":"team/web:v1"}"#
            let path = try await create(body, gantry, admin)
            let push = { (tag: String) in
                #"{"push_data":{"tag":"\#(tag)"},"repository":{"namespace":"team","name":"web"}}"#
            }
            for (method, body, result) in [
                (HTTPMethod.GET, nil, "accepted"), (.POST, "a=b", "accepted"), (.POST, push("v1"), "accepted"),
                (.POST, push("v2"), "ignored"),
            ] as [(HTTPMethod, String?, String)] {
                let answer = try await gantry.call(method, path, body: body)
                #expect(try answer.status == 200 && answer.decode(TriggerResult.self).result == result)
            }
            let large = String(repeating: "x", count: RegistryPush.limit + 1)
            #expect(try await gantry.call(.POST, path, body: large).status == 413)
        }
    }

    @Test func onlyTheSecretOpensAndCallsAreAudited() async throws {
        let store = InMemoryStore()
        try await with(store: store) { gantry, admin in
            let path = try await create(#"{"project_id":"shop","action":"redeploy"}"#, gantry, admin)
            let secret = try #require(path.split(separator: "=").last.map(String.init))
            #expect(secret.utf8.count == 64)
            for entry in try await store.list(prefix: "").entries {
                #expect(!String(decoding: entry.value, as: UTF8.self).contains(secret), "\(entry.key)")
            }
            let wrong = path.dropLast() + (path.hasSuffix("0") ? "1" : "0")
            for path in [String(wrong), "/hook/trigger", "/hook/trigger?secret=" + secret] {
                #expect(try await gantry.call(.GET, path).status == 401, "\(path)")
            }
            #expect(try await gantry.call(.GET, path).status == 200)
            let page = try await gantry.call(.GET, "/audit", headers: admin)
            #expect(!page.body.contains(secret))
            let entries = try page.decode(AuditPage.self).entries
            let fired = try #require(entries.first { $0.credential.hasPrefix("trigger ") })
            #expect(fired.action == "cs:RedeployProject" && fired.status == 200 && fired.method == "GET")
            #expect(fired.resources["project"] == "shop" && fired.resources["cluster"] != nil)
            #expect(entries.contains { $0.route == "/hook/trigger" && $0.status == 401 })
        }
    }

    @Test func triggersEndWhenTheyAreRevokedOrTheirApplicationIsGone() async throws {
        try await with { gantry, admin in
            let first = try await create(#"{"project_id":"shop","action":"redeploy"}"#, gantry, admin)
            let second = try await create(#"{"project_id":"shop","action":"redeploy"}"#, gantry, admin)
            let list = { try await gantry.call(.GET, "/hook/trigger/one/shop", headers: admin) }
            let known = try await list().decode([TriggerObject].self)
            #expect(known.count == 2 && known.allSatisfy { $0.url == nil && $0.user == "admin" })
            for project in ["shop", "none"] {
                let answer = try await gantry.call(.GET, Self.triggers + "?project=" + project, headers: admin)
                #expect(try answer.decode([TriggerObject].self).count == (project == "shop" ? 2 : 0))
            }
            for trigger in known {
                let one = "\(Self.triggers)/\(trigger.id)"
                #expect(try await gantry.call(.DELETE, one, headers: admin).status == 200)
                #expect(try await gantry.call(.DELETE, one, headers: admin).status == 404)
            }
            for path in [first, second] { #expect(try await gantry.call(.GET, path).status == 401) }

            let third = try await create(#"{"project_id":"shop","action":"redeploy"}"#, gantry, admin)
            let project = "/clusters/one/projects/shop"
            #expect(try await gantry.call(.DELETE, project, headers: admin).status == 200)
            #expect(try await gantry.call(.GET, third).status == 401)
        }
    }

    @Test func nobodyMakesMoreThanTheyMayThemselves() async throws {
        try await with { gantry, admin in
            let kim = try await gantry.user(
                "kim",
                role: .none,
                policies: #"""
                    [{"Version": "1", "Statement": [
                        {"Effect": "Allow", "Action": ["cs:CreateTriggerHook", "cs:ScaleService"], "Resource": "*"}
                    ]}]
                    """#
            )
            let redeploy = #"{"project_id":"shop","action":"redeploy"}"#
            let scaling = #"{"project_id":"shop","action":"scaling","service_id":"shop_web"}"#
            let refused = try await gantry.call(.POST, Self.triggers, body: redeploy, headers: kim)
            #expect(refused.status == 403 && refused.body.contains("cs:RedeployProject"))
            #expect(try await gantry.call(.POST, Self.triggers, body: scaling, headers: kim).status == 201)
            for (body, status) in [
                (#"{"project_id":"none","action":"redeploy"}"#, 404), (#"{"project_id":"shop","action":"x"}"#, 400),
                (#"{"project_id":"shop","action":"scaling"}"#, 400), (#"{"action":"redeploy"}"#, 400),
                (#"{"project_id":"shop","action":"redeploy","service_id":"shop_web"}"#, 400),
                (#"{"project_id":"shop","action":"scaling","service_id":"shop_none"}"#, 404),
                (#"{"project_id":"shop","action":"redeploy","image":""}"#, 400),
            ] {
                let answer = try await gantry.call(.POST, Self.triggers, body: body, headers: admin)
                #expect(answer.status == status, "\(body): \(answer.body)")
            }
        }
    }

    @Test func callsAreSlowedDown() async throws {
        try await with { gantry, admin in
            let path = try await create(#"{"project_id":"shop","action":"redeploy","image":"x"}"#, gantry, admin)
            let push = #"{"repository":{"name":"other"}}"#
            var statuses: [Int] = []
            // The minute may end in between, once.
            for _ in 0...(2 * Triggers.callsOfMinute) {
                let answer = try await gantry.call(.POST, path, body: push)
                statuses.append(answer.status)
                guard answer.status == 429 else { continue }
                #expect(answer.headers.first(name: "Retry-After") != nil)
                break
            }
            #expect(statuses.last == 429 && statuses.dropLast().allSatisfy { $0 == 200 })
        }
    }
}
