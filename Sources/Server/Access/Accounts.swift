//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import HTTPTypes
import Model
import PKI
import Store

/// The users, and who is logged in.
///
/// Tokens are kept as digests; a session lasts for thirty days.
actor Accounts {
    static let sessionLength = Duration.seconds(30 * 86_400)
    static let shortestPassword = 8
    static let longestPassword = 256
    /// The first user's name.
    static let administrator = "admin"

    private static let users = "/users/"
    private static let sessions = "/sessions/"

    private let store: any Store
    private let clock: @Sendable () -> Timestamp
    private let passwords: PasswordChecker
    private var throttle = LoginThrottle()

    init(
        store: any Store,
        hashing: PasswordHashing = .scrypt,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.store = store
        passwords = PasswordChecker(hashing)
        self.clock = clock
    }

    /// Whether nobody has an account yet, which is so before the first start.
    func isEmpty() async throws -> Bool { try await store.list(prefix: Self.users).entries.isEmpty }

    /// Adds a user.
    ///
    /// - Throws: `StoreError.conflict` when there is one of that name, `APIFailure` for a password outside the limits.
    func add(_ name: String, password: String, isAdministrator: Bool) async throws {
        try Self.check(password)
        let record = UserRecord(
            name: name,
            passwordHash: try await passwords.hash(password),
            isAdministrator: isAdministrator,
            created: clock()
        )
        try await store.create(Self.users + name, Self.encode(record))
    }

    /// Begins a session.
    ///
    /// - Throws: `APIFailure` for a wrong name or password, and while there were too many wrong ones.
    func logIn(_ login: LoginRequest, from address: String) async throws -> LoginResponse {
        if let wait = throttle.wait(login.user, from: address, now: clock()) {
            throw APIFailure(
                status: .tooManyRequests,
                code: "tooManyTries",
                message: "login: there were too many wrong tries; wait for \(wait.components.seconds + 1) seconds",
                headers: [.retryAfter: String(wait.components.seconds + 1)]
            )
        }
        // Counted before the check, so that tries beside each other count as well.
        throttle.failed(login.user, from: address, now: clock())
        let record = try await user(login.user)
        guard login.password.utf8.count <= Self.longestPassword,
            try await passwords.verify(login.password, against: record?.passwordHash)
        else { throw APIFailure.unauthorized("login: user or password is wrong; try again") }
        throttle.succeeded(login.user, from: address)
        let now = clock()
        let token = TokenGenerator.make()
        let session = SessionRecord(user: login.user, created: now, expires: now + Self.sessionLength)
        var operations: [StoreOperation] = [
            .put(key: Self.sessionKey(TokenHash.sha256Hex(token)), value: try Self.encode(session))
        ]
        operations += try await sessions { $0.expires <= now }.map { .delete(key: $0) }
        try await store.commit(operations)
        return LoginResponse(token: token, user: login.user, expires: session.expires.description)
    }

    /// Who a token stands for; nil for one that is unknown or has ended.
    func authenticate(_ token: String) async throws -> Caller? {
        let digest = TokenHash.sha256Hex(token)
        guard let entry = try await store.get(Self.sessionKey(digest)) else { return nil }
        let session = try Self.decode(SessionRecord.self, entry)
        guard session.expires > clock(), let user = try await user(session.user) else { return nil }
        return Caller(user: user.name, isAdministrator: user.isAdministrator, session: digest)
    }

    func logOut(_ caller: Caller) async throws {
        try await store.delete(Self.sessionKey(caller.session))
    }

    /// Gives a user another password and ends their other sessions.
    ///
    /// - Throws: `APIFailure` when the caller isn't that user nor an administrator, when the caller's own password in
    ///   `current` is wrong, and for a password outside the limits.
    func setPassword(of name: String, to password: String, current: String, by caller: Caller) async throws {
        guard caller.user == name || caller.isAdministrator else {
            throw APIFailure(
                status: .forbidden,
                code: "forbidden",
                message: "user '\(name)': only an administrator may change another user's password"
            )
        }
        try Self.check(password)
        let own = try await user(caller.user)
        guard try await passwords.verify(current, against: own?.passwordHash) else {
            throw APIFailure.invalid("field 'current': it isn't your password; give the one you log in with")
        }
        guard let entry = try await store.get(Self.users + name) else {
            throw APIFailure.notFound("user '\(name)': Not Found; list the users")
        }
        var record = try Self.decode(UserRecord.self, entry)
        record.passwordHash = try await passwords.hash(password)
        let ended = try await sessions { $0.user == name }.filter { $0 != Self.sessionKey(caller.session) }
        try await store.commit(
            [.put(key: entry.key, value: try Self.encode(record))] + ended.map { .delete(key: $0) },
            if: [.revision(key: entry.key, entry.modRevision)]
        )
    }

    private func user(_ name: String) async throws -> UserRecord? {
        guard (try? StoreLimits.check(key: Self.users + name)) != nil,
            let entry = try await store.get(Self.users + name)
        else { return nil }
        return try Self.decode(UserRecord.self, entry)
    }

    /// The keys of some sessions, at most as many as fit into a commit.
    private func sessions(where isWanted: (SessionRecord) -> Bool) async throws -> [String] {
        var keys: [String] = []
        for entry in try await store.list(prefix: Self.sessions).entries {
            if isWanted(try Self.decode(SessionRecord.self, entry)) { keys.append(entry.key) }
        }
        return Array(keys.prefix(StoreLimits.commitItems - 1))
    }

    private static func sessionKey(_ digest: String) -> String { sessions + digest }

    private static func check(_ password: String) throws {
        guard (shortestPassword...longestPassword).contains(password.utf8.count) else {
            throw APIFailure.invalid(
                "password: it must have \(shortestPassword) to \(longestPassword) bytes; choose another"
            )
        }
    }

    private static func encode(_ record: some Encodable) throws -> [UInt8] {
        [UInt8](try JSONEncoder.api.encode(record))
    }

    private static func decode<Record: Decodable>(_ type: Record.Type, _ entry: StoreEntry) throws -> Record {
        do {
            return try JSONDecoder().decode(type, from: Data(entry.value))
        } catch {
            throw ServerError("state '\(entry.key)': it can't be read (\(error)); restore the state from a backup")
        }
    }
}
