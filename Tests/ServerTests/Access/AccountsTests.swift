//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPTypes
import Model
import Store
import Synchronization
import Testing

@testable import Server

@Suite struct AccountsTests {
    private final class Clock: Sendable {
        private let time = Mutex(Timestamp(seconds: 1_000_000))
        var now: Timestamp { time.withLock { $0 } }
        func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    private let store = InMemoryStore()
    private let clock = Clock()

    private func accounts() async throws -> Accounts {
        let accounts = Accounts(store: store, secrets: PlainSecrets(), hashing: .plain, clock: { [clock] in clock.now })
        try await accounts.add(UserRequest(name: "ann", password: "correct horse", role: "administrator"))
        return accounts
    }

    private func status(_ body: () async throws -> Void) async -> Int? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? APIFailure)?.status.code
        }
    }

    @Test func aSessionLastsThirtyDaysOrUntilLogout() async throws {
        let accounts = try await accounts()
        let login = try await accounts.logIn(LoginRequest(user: "ann", password: "correct horse"), from: "a")
        let caller = try #require(try await accounts.authenticate(login.token))
        #expect(caller.user == "ann" && caller.role == .administrator)
        #expect(try await accounts.authenticate(login.token + "x") == nil)
        clock.advance(Accounts.sessionLength - .seconds(1))
        #expect(try await accounts.authenticate(login.token) != nil)
        clock.advance(.seconds(1))
        #expect(try await accounts.authenticate(login.token) == nil)

        let second = try await accounts.logIn(LoginRequest(user: "ann", password: "correct horse"), from: "a")
        // The one that ended is gone from the state.
        #expect(try await store.list(prefix: "/sessions/").entries.count == 1)
        try await accounts.logOut(try #require(try await accounts.authenticate(second.token)))
        #expect(try await accounts.authenticate(second.token) == nil)
    }

    @Test func theStateHoldsNeitherPasswordsNorTokens() async throws {
        let accounts = try await accounts()
        let login = try await accounts.logIn(LoginRequest(user: "ann", password: "correct horse"), from: "a")
        for entry in try await store.list(prefix: "").entries {
            let text = entry.key + String(decoding: entry.value, as: UTF8.self)
            #expect(!text.contains(login.token) && !text.contains("correct horse"))
        }
    }

    @Test func wrongPasswordsAreRefusedAndThenSlowedDown() async throws {
        let accounts = try await accounts()
        for user in ["ann", "nobody"] {
            for _ in 0..<4 {
                #expect(
                    await status {
                        _ = try await accounts.logIn(LoginRequest(user: user, password: "wrong"), from: "a")
                    }
                        == 401
                )
            }
        }
        let right = LoginRequest(user: "ann", password: "correct horse")
        #expect(await status { _ = try await accounts.logIn(right, from: "a") } == 429)
        clock.advance(.seconds(1))
        #expect(await status { _ = try await accounts.logIn(right, from: "a") } == nil)
    }

    @Test func aNewPasswordEndsOtherSessions() async throws {
        let accounts = try await accounts()
        try await accounts.add(UserRequest(name: "ben", password: "battery staple"))
        let login = LoginRequest(user: "ann", password: "correct horse")
        let first = try await accounts.logIn(login, from: "a")
        let second = try await accounts.logIn(login, from: "a")
        let caller = try #require(try await accounts.authenticate(first.token))
        let set = { (name: String, new: String, current: String, caller: Caller) in
            await status { try await accounts.setPassword(of: name, to: new, current: current, by: caller, from: "a") }
        }
        #expect(await set("ann", "new password", "wrong", caller) == 400)
        #expect(await set("ann", "short", "correct horse", caller) == 400)
        #expect(await set("nobody", "new password", "correct horse", caller) == 404)
        #expect(await set("ann", "new password", "correct horse", caller) == nil)
        #expect(try await accounts.authenticate(first.token) != nil)
        #expect(try await accounts.authenticate(second.token) == nil)
        #expect(await status { _ = try await accounts.logIn(login, from: "b") } == 401)

        // Whoever took over a session can't try out the password that it was begun with.
        for _ in 1...4 { #expect(await set("ann", "new password", "wrong", caller) == 400) }
        #expect(await set("ann", "new password", "new password", caller) == 429)
    }
}
