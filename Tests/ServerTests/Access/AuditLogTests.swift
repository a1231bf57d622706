//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import FoundationEssentials
import Logging
import Model
import NIOHTTP1
import Store
import Synchronization
import Testing

@testable import Server

@Suite struct AuditLogTests {
    private final class Clock: Sendable {
        private let time = Mutex(Timestamp(seconds: 1_000_020))
        var now: Timestamp { time.withLock { $0 } }
        func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    private let store = InMemoryStore()
    private let clock = Clock()

    private func log(limit: Int = 100) -> AuditLog {
        AuditLog(
            store: store,
            limit: limit,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { [clock] in clock.now }
        )
    }

    private func entry(_ user: String = "ann", _ action: String = "cs:CreateProject", status: Int = 200) -> AuditEntry {
        var entry = AuditEntry(number: 0, time: "", user: user, action: action, method: "POST", route: "/x")
        entry.status = status
        return entry
    }

    private func numbers(_ log: AuditLog, _ filter: AuditFilter = AuditFilter()) async throws -> [Int64] {
        try await log.page(filter, limit: 1_000).entries.map(\.number)
    }

    @Test func theNewestComesFirstAndTheOldestGo() async throws {
        let log = log(limit: 3)
        for _ in 0..<5 { await log.write(entry()) }
        #expect(try await numbers(log) == [5, 4, 3])
        #expect(try await store.list(prefix: AuditLog.entries).entries.count == 3)
        // Another start goes on where the last one ended.
        let again = self.log(limit: 3)
        await again.write(entry())
        #expect(try await numbers(again) == [6, 5, 4])
        let smaller = self.log(limit: 2)
        try await smaller.trim()
        #expect(try await numbers(smaller) == [6, 5])
        #expect(try await store.list(prefix: AuditLog.entries).entries.count == 2)
    }

    @Test func entriesBesideEachOtherAllGetANumber() async throws {
        let log = log()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { await log.write(entry()) } }
        }
        #expect(try await numbers(log) == Array((1...50).reversed()))
    }

    @Test func pagesFollowEachOther() async throws {
        let log = log(limit: 5_000)
        for number in 0..<2_010 { await log.write(entry(number % 2 == 0 ? "ann" : "ben")) }
        var seen: [Int64] = []
        var before: Int64?
        repeat {
            let page = try await log.page(AuditFilter(user: "ben"), before: before, limit: 300)
            seen += page.entries.map(\.number)
            before = page.next
        } while before != nil
        #expect(seen == (1...2_010).reversed().filter { $0 % 2 == 0 })
    }

    @Test func filtersCombine() async throws {
        let log = log()
        await log.write(entry("ann", "cs:CreateProject"))
        clock.advance(.seconds(60))
        await log.write(entry("ben", "cs:DeleteProject"))
        clock.advance(.seconds(60))
        await log.write(entry("ann", "cs:DeleteCluster"))
        let start = Timestamp(seconds: 1_000_020)
        #expect(try await numbers(log, AuditFilter(user: "ann")) == [3, 1])
        #expect(try await numbers(log, AuditFilter(action: "deleteproject")) == [2])
        #expect(try await numbers(log, AuditFilter(action: "cs:Delete*")) == [3, 2])
        #expect(try await numbers(log, AuditFilter(action: "Delete")) == [])
        #expect(try await numbers(log, AuditFilter(since: start + .seconds(60))) == [3, 2])
        #expect(try await numbers(log, AuditFilter(until: start + .seconds(60))) == [1])
        let both = AuditFilter(since: start + .seconds(1), until: start + .seconds(61))
        #expect(try await numbers(log, both) == [2])
        #expect(try await numbers(log, AuditFilter(user: "ann", action: "Create*")) == [1])
    }

    @Test func entriesAreFoundByWhatTheyAreAboutAndWhatBecameOfThem() async throws {
        let log = log()
        var shop = entry()
        shop.resources = ["cluster": "c1", "project": "Shop-1"]
        await log.write(shop)
        var refused = entry(status: 403)
        refused.resources = ["project": "blog"]
        await log.write(refused)
        await log.write(entry(status: 500))
        #expect(try await numbers(log, AuditFilter(resource: "shop")) == [1])
        #expect(try await numbers(log, AuditFilter(resource: "project")) == [])
        #expect(try await numbers(log, AuditFilter(isRefused: true)) == [3, 2])
        #expect(try await numbers(log, AuditFilter(isRefused: false)) == [1])
        #expect(try await numbers(log, AuditFilter(resource: "blog", isRefused: false)) == [])
    }

    @Test func refusalsOfStrangersCantPushTheRestOut() async throws {
        let log = log(limit: 1_000)
        await log.write(entry())
        for _ in 0..<500 { await log.write(entry("", "", status: 401)) }
        #expect(try await numbers(log).count == AuditLog.refusalsOfMinute + 1)
        await log.write(entry())
        let page = try await log.page(AuditFilter(), limit: 1)
        #expect(page.entries.first?.skipped == 500 - AuditLog.refusalsOfMinute)
        clock.advance(.seconds(60))
        await log.write(entry("", "", status: 401))
        #expect(try await numbers(log).count == AuditLog.refusalsOfMinute + 3)
    }

    @Test(arguments: [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000000000Z"), ("90s", "1970-01-12T13:45:30.000000000Z"),
        ("1d", "1970-01-11T13:47:00.000000000Z"),
    ])
    func timesAreGivenEitherWay(text: String, time: String) throws {
        let query = RequestQuery("since=" + text)
        #expect(try AuditRoutes.time("since", query, Timestamp(seconds: 1_000_020))?.description == time)
    }

    @Test(arguments: ["yesterday", "12", "h", "-1h", "12w", "99999999999d", "9223372036854775807d"])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(throws: APIFailure.self) { try AuditRoutes.time("since", RequestQuery("since=" + text), clock.now) }
    }

    // MARK: Calls

    private func entries(_ gantry: GantryFixture, _ headers: [(String, String)]) async throws -> [AuditEntry] {
        try await gantry.call(.GET, "/audit", headers: headers).decode(AuditPage.self).entries
    }

    @Test func changesAndRefusalsAreWrittenReadsAreNot() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let login = try #require(try await entries(gantry, admin).first)
            #expect(login.user == "admin" && login.route == "/login" && login.status == 200)
            #expect(login.address == "127.0.0.1" && login.resources == ["user": "admin"])

            let made = try await gantry.call(.POST, "/clusters", body: #"{"name":"one"}"#, headers: admin)
            let id = try made.decode(ClusterCreated.self).clusterID
            let change = try #require(try await entries(gantry, admin).first)
            #expect(change.user == "admin" && change.action == "cs:CreateCluster" && change.status == 202)
            #expect(change.credential.hasPrefix("session ") && change.code == nil)
            #expect(change.resources == ["name": "one", "cluster": id])
            #expect(change.request == made.headers.first(name: "X-Request-Id"))

            let count = try await entries(gantry, admin).count
            for path in ["/clusters", "/clusters/one", "/whoami", "/clusters/one/hosts", "/nothing"] {
                _ = try await gantry.call(.GET, path, headers: admin)
            }
            #expect(try await entries(gantry, admin).count == count)

            let user = try await gantry.user("kim", role: .readOnly)
            _ = try await gantry.call(.DELETE, "/clusters/one", headers: user)
            let refusal = try #require(try await entries(gantry, admin).first)
            #expect(refusal.user == "kim" && refusal.action == "cs:DeleteCluster" && refusal.status == 403)
            #expect(refusal.code == "forbidden" && refusal.resources == ["cluster": "one"])

            _ = try await gantry.call(.GET, "/clusters/one", headers: [("Authorization", "Bearer x")])
            let stranger = try #require(try await entries(gantry, admin).first)
            #expect(stranger.user == "" && stranger.status == 401 && stranger.action == "cs:GetClusterById")

            let failed = try await gantry.call(.POST, "/login", body: #"{"user":"kim","password":"wrong one"}"#)
            #expect(failed.status == 401)
            #expect(try await entries(gantry, admin).first?.resources == ["user": "kim"])
            #expect(try await gantry.call(.GET, "/audit?limit=0", headers: admin).status == 400)
        }
    }

    @Test func noSecretIsWritten() async throws {
        let store = InMemoryStore()
        try await GantryFixture.with(store: store) { gantry in
            let admin = try await gantry.logIn()
            var secrets = ["password of kim", "registry secret", "wrong one", "another password", "join-token-x"]
            _ = try await gantry.user("kim", role: .readOnly)
            _ = try await gantry.call(.POST, "/login", body: #"{"user":"kim","password":"wrong one"}"#)
            _ = try await gantry.call(.POST, "/clusters", body: #"{"name":"one"}"#, headers: admin)
            let registry = #"{"domain":"r.example.com","user":"u","password":"registry secret"}"#
            _ = try await gantry.call(.POST, "/clusters/one/registry", body: registry, headers: admin)
            let change = #"{"password":"another password","current":"wrong one"}"#
            _ = try await gantry.call(.PUT, "/users/kim/password", body: change, headers: admin)
            let key = try await gantry.call(.POST, "/users/kim/keys", headers: admin)
            secrets.append(try #require(try key.decode(AccessKeyObject.self).secret))
            let token = try await gantry.call(.POST, "/clusters/one/token", body: "{}", headers: admin)
            let text = try token.decode(TokenObject.self).token
            secrets += [text, String(admin[0].1.dropFirst(7))]
            _ = try await gantry.call(.DELETE, "/token/\(text)/revoke", headers: admin)
            _ = try await gantry.call(.GET, "/join/join-token-x")
            #expect(try await gantry.call(.POST, "/token/join-token-x/nodes", body: "{}").status >= 400)
            let log = try await store.list(prefix: AuditLog.entries).entries
            #expect(log.count >= 10)
            for entry in log {
                let text = String(decoding: entry.value, as: UTF8.self)
                for secret in secrets { #expect(!text.contains(secret), "\(text)") }
            }
        }
    }

    @Test func anEntryThatCantBeWrittenStopsNothing() async throws {
        let store = InMemoryStore()
        let log = AuditLog(store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        // Too long for the Store.
        var large = entry()
        large.route = String(repeating: "x", count: StoreLimits.valueBytes)
        await log.write(large)
        #expect(try await store.list(prefix: AuditLog.entries).entries.isEmpty)
        await log.write(entry())
        #expect(try await store.list(prefix: AuditLog.entries).entries.count == 1)
    }
}
