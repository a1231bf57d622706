//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import FoundationEssentials
import HTTPTypes
import Model
import NIOHTTP1
import Store
import Testing

@testable import Server

@Suite struct UserTests {
    private let store = InMemoryStore()

    private func accounts() async throws -> Accounts {
        let accounts = Accounts(store: store, secrets: PlainSecrets(), hashing: .plain)
        try await accounts.add(UserRequest(name: "ann", password: "correct horse", role: "administrator"))
        try await accounts.add(UserRequest(name: "ben", password: "battery staple", role: "operator"))
        return accounts
    }

    private func failure(_ body: () async throws -> Void) async -> APIFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? APIFailure
        }
    }

    private func change(role: String? = nil, disabled: Bool? = nil, policies: [JSONValue]? = nil) -> UserChange {
        var change = UserChange()
        (change.role, change.disabled, change.policies) = (role, disabled, policies)
        return change
    }

    @Test func usersAreListedWithTheirRoles() async throws {
        let accounts = try await accounts()
        try await accounts.add(UserRequest(name: "eve", password: "12345678"))
        #expect(
            try await accounts.list().map { "\($0.name) \($0.role)" } == [
                "ann administrator", "ben operator", "eve read-only",
            ]
        )
        let changed = try await accounts.change("eve", change(role: "AliyunCSFullAccess"))
        #expect(changed.role == "administrator")
        #expect(try await accounts.show("eve") == changed)
    }

    @Test(arguments: ["", "-a", "a b", "a/b", "ä", String(repeating: "a", count: 65), "../x"])
    func whatIsNoNameIsRefused(name: String) async throws {
        let accounts = try await accounts()
        let failure = await failure { try await accounts.add(UserRequest(name: name, password: "12345678")) }
        #expect(failure?.status == .badRequest && failure?.message.hasPrefix("user name '") == true)
    }

    @Test func badRequestsChangeNothing() async throws {
        let accounts = try await accounts()
        let before = try await store.list(prefix: "")
        var request = UserRequest(name: "ben", password: "12345678")
        #expect(await failure { try await accounts.add(request) }?.status == .conflict)
        request.name = "eve"
        request.role = "root"
        #expect(await failure { try await accounts.add(request) }?.message.contains("field 'role': 'root'") == true)
        request.role = nil
        request.policies = [["Version": "1"]]
        #expect(await failure { try await accounts.add(request) }?.message.hasPrefix("policy: Statement") == true)
        request.policies = Array(repeating: Role.readOnly.policy.json, count: Accounts.maximumPolicies + 1)
        #expect(await failure { try await accounts.add(request) }?.message.hasPrefix("field 'policies'") == true)
        request.policies = nil
        request.password = "short"
        #expect(await failure { try await accounts.add(request) }?.message.hasPrefix("password") == true)
        for name in ["nobody", "\u{0}", String(repeating: "x", count: 600)] {
            #expect(await failure { _ = try await accounts.change(name, UserChange()) }?.status == .notFound)
            #expect(await failure { try await accounts.remove(name) }?.status == .notFound)
            #expect(await failure { _ = try await accounts.show(name) }?.status == .notFound)
        }
        #expect(try await store.list(prefix: "") == before)
    }

    @Test func theLastAdministratorStays() async throws {
        let accounts = try await accounts()
        for refused in [change(role: "operator"), change(role: "none"), change(disabled: true)] {
            #expect(await failure { _ = try await accounts.change("ann", refused) }?.status == .conflict)
        }
        #expect(await failure { try await accounts.remove("ann") }?.status == .conflict)
        _ = try await accounts.change("ben", change(role: "administrator", disabled: true))
        // One who can't come in doesn't count.
        #expect(await failure { try await accounts.remove("ann") }?.status == .conflict)
        _ = try await accounts.change("ben", change(disabled: false))
        try await accounts.remove("ann")
        #expect(await failure { try await accounts.remove("ben") }?.status == .conflict)
    }

    @Test func disablingAndRemovingEndSessionsAtOnce() async throws {
        let accounts = try await accounts()
        let login = LoginRequest(user: "ben", password: "battery staple")
        let first = try await accounts.logIn(login, from: "a")
        let other = try await accounts.logIn(LoginRequest(user: "ann", password: "correct horse"), from: "a")
        _ = try await accounts.change("ben", change(disabled: true))
        #expect(try await accounts.authenticate(first.token) == nil)
        let refused = await failure { _ = try await accounts.logIn(login, from: "a") }
        #expect(refused?.status == .unauthorized && refused?.message.contains("is disabled") == true)
        _ = try await accounts.change("ben", change(disabled: false))
        #expect(try await accounts.authenticate(first.token) == nil)
        let second = try await accounts.logIn(login, from: "a")
        try await accounts.remove("ben")
        #expect(try await accounts.authenticate(second.token) == nil)
        #expect(try await accounts.authenticate(other.token) != nil)
    }

    @Test func aChangeOfPoliciesCountsAtOnce() async throws {
        let accounts = try await accounts()
        let token = try await accounts.logIn(LoginRequest(user: "ben", password: "battery staple"), from: "a").token
        let resource = Resource(.cluster, "c1")
        #expect(try await accounts.authenticate(token)?.grants.allow(.execContainer, on: resource) == true)
        let denial: JSONValue = [
            "Version": "1",
            "Statement": [["Effect": "Deny", "Action": "cs:ExecContainer", "Resource": "*"]],
        ]
        _ = try await accounts.change("ben", change(policies: [denial]))
        #expect(try await accounts.authenticate(token)?.grants.allow(.execContainer, on: resource) == false)
        #expect(try await accounts.authenticate(token)?.grants.allow(.stopService, on: resource) == true)
        _ = try await accounts.change("ben", change(policies: []))
        #expect(try await accounts.authenticate(token)?.grants.allow(.execContainer, on: resource) == true)
    }

    @Test func recordsFromBeforeRolesAreRead() throws {
        let text = #"{"name":"admin","passwordHash":"h","isAdministrator":true,"created":"2026-01-01T00:00:00Z"}"#
        let record = try JSONDecoder().decode(UserRecord.self, from: Data(text.utf8))
        #expect(record.chosenRole == .administrator && !record.isDisabled && record.ownPolicies.isEmpty)
        #expect(record.caller(.session(""))?.grants.allow(.createUser, on: Resource(.user)) == true)
    }

    @Test func usersMayChangeTheirOwnPasswordAndSeeThemselves() async throws {
        try await GantryFixture.with { gantry in
            let user = try await gantry.user("kim", role: .none)
            #expect(try await gantry.call(.GET, "/users/kim", headers: user).decode(UserObject.self).role == "none")
            #expect(try await gantry.call(.GET, "/whoami", headers: user).decode(CallerObject.self).user == "kim")
            let body = #"{"password":"another one","current":"password of kim"}"#
            #expect(try await gantry.call(.PUT, "/users/kim/password", body: body, headers: user).status == 200)
            #expect(try await gantry.call(.PUT, "/users/admin/password", body: body, headers: user).status == 403)
            let role = #"{"role":"operator"}"#
            #expect(try await gantry.call(.PUT, "/users/kim", body: role, headers: user).status == 403)
        }
    }
}
