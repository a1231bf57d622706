//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
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

    static let users = "/users/"
    static let sessions = "/sessions/"

    let store: any Store
    let clock: @Sendable () -> Timestamp
    let passwords: PasswordChecker
    let secrets: any SecretSealing
    var nonces = NonceMemory()
    private var throttle = LoginThrottle()

    init(
        store: any Store,
        secrets: any SecretSealing,
        hashing: PasswordHashing = .scrypt,
        clock: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.store = store
        self.secrets = secrets
        passwords = PasswordChecker(hashing)
        self.clock = clock
    }

    /// Begins a session.
    ///
    /// - Throws: `APIFailure` for a wrong name or password, and while there were too many wrong ones.
    func logIn(_ login: LoginRequest, from address: String) async throws -> LoginResponse {
        let record = try await user(login.user)
        guard try await verify(login.password, of: login.user, record, from: address) else {
            throw APIFailure.unauthorized("login: user or password is wrong; try again")
        }
        guard record?.isDisabled != true else {
            throw APIFailure.unauthorized("login: user '\(login.user)' is disabled; ask an administrator")
        }
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

    /// Whether a password is a user's, for callers who haven't given too many wrong ones.
    ///
    /// - Throws: `APIFailure` while there were too many.
    func verify(
        _ password: String,
        of user: String,
        _ record: UserRecord?,
        from address: String
    ) async throws -> Bool {
        if let wait = throttle.wait(user, from: address, now: clock()) {
            throw APIFailure(
                status: .tooManyRequests,
                code: "tooManyTries",
                message: "password: there were too many wrong tries; wait for \(wait.components.seconds + 1) seconds",
                headers: [.retryAfter: String(wait.components.seconds + 1)]
            )
        }
        // Counted before the check, so that tries beside each other count as well.
        throttle.failed(user, from: address, now: clock())
        guard password.utf8.count <= Self.longestPassword,
            try await passwords.verify(password, against: record?.passwordHash)
        else { return false }
        throttle.succeeded(user, from: address)
        return true
    }

    /// Who a token stands for; nil for one that is unknown or has ended.
    func authenticate(_ token: String) async throws -> Caller? {
        let digest = TokenHash.sha256Hex(token)
        guard let entry = try await store.get(Self.sessionKey(digest)) else { return nil }
        let session = try Self.decode(SessionRecord.self, entry)
        guard session.expires > clock(), let user = try await user(session.user) else { return nil }
        return user.caller(.session(digest))
    }

    /// Ends the caller's session.
    ///
    /// - Throws: `APIFailure` for a caller without one.
    func logOut(_ caller: Caller) async throws {
        guard case .session(let digest) = caller.credential else {
            throw APIFailure.invalid("logout: a call that is signed with an access key has no session; nothing to end")
        }
        try await store.delete(Self.sessionKey(digest))
    }

    func user(_ name: String) async throws -> UserRecord? {
        try await entry(Self.users + name).map { try Self.decode(UserRecord.self, $0) }
    }

    /// What is kept under a key that a caller has a part in; nil for nothing, and for what can be no key.
    func entry(_ key: String) async throws -> StoreEntry? {
        guard (try? StoreLimits.check(key: key)) != nil else { return nil }
        return try await store.get(key)
    }

    /// The keys of some sessions, at most as many as fit into a commit.
    func sessions(where isWanted: (SessionRecord) -> Bool) async throws -> [String] {
        var keys: [String] = []
        for entry in try await store.list(prefix: Self.sessions).entries {
            if isWanted(try Self.decode(SessionRecord.self, entry)) { keys.append(entry.key) }
        }
        return Array(keys.prefix(StoreLimits.commitItems - 1))
    }

    static func sessionKey(_ digest: String) -> String { sessions + digest }

    static func encode(_ record: some Encodable) throws -> [UInt8] {
        [UInt8](try JSONEncoder.api.encode(record))
    }

    static func decode<Record: Decodable>(_ type: Record.Type, _ entry: StoreEntry) throws -> Record {
        do {
            return try JSONDecoder().decode(type, from: Data(entry.value))
        } catch {
            throw ServerError("state '\(entry.key)': it can't be read (\(error)); restore the state from a backup")
        }
    }
}
