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

/// The users.
extension Accounts {
    /// Most users.
    static let maximumUsers = 1_000
    /// Most policies of a user beside their role.
    static let maximumPolicies = 10

    /// Whether nobody has an account yet, which is so before the first start.
    static func areNone(in store: any Store) async throws -> Bool {
        try await store.list(prefix: users).entries.isEmpty
    }

    /// The users, by name.
    func list() async throws -> [UserObject] {
        try await store.list(prefix: Self.users).entries.map { try Self.decode(UserRecord.self, $0).object }
    }

    /// - Throws: `APIFailure` when there is none of that name.
    func show(_ name: String) async throws -> UserObject { try await existing(name).record.object }

    /// Adds a user.
    ///
    /// - Throws: `APIFailure` for a name that is taken or none, a password outside the limits, an unknown role, a policy
    ///   that can't be read, and when there are too many users.
    @discardableResult
    func add(_ request: UserRequest) async throws -> UserObject {
        try Self.check(name: request.name)
        try Self.check(request.password)
        var record = UserRecord(name: request.name, passwordHash: "", created: clock())
        record.chosenRole = try Self.role(request.role ?? Role.readOnly.rawValue)
        record.ownPolicies = try Self.policies(request.policies ?? [])
        guard try await store.list(prefix: Self.users).entries.count < Self.maximumUsers else {
            throw APIFailure.conflict("users: there are \(Self.maximumUsers) already; remove some that aren't needed")
        }
        record.passwordHash = try await passwords.hash(request.password)
        do {
            try await store.create(Self.users + record.name, Self.encode(record))
        } catch StoreError.conflict {
            throw APIFailure.conflict("user '\(record.name)': there is one of this name; choose another name")
        }
        return record.object
    }

    /// Changes a user; disabling ends the user's sessions and certificates at once.
    ///
    /// - Throws: `APIFailure` as `add` does, and when no administrator would be left.
    func change(_ name: String, _ change: UserChange) async throws -> UserObject {
        let (entry, before) = try await existing(name)
        var record = before
        if let role = change.role { record.chosenRole = try Self.role(role) }
        if let policies = change.policies { record.ownPolicies = try Self.policies(policies) }
        if let disabled = change.disabled { record.isDisabled = disabled }
        var conditions: [StoreCondition] = [.revision(key: entry.key, entry.modRevision)]
        if before.administers, !record.administers { conditions.append(try await otherAdministrator(than: name)) }
        var operations: [StoreOperation] = [.put(key: entry.key, value: try Self.encode(record))]
        if record.isDisabled {
            operations += try await ended(name) + [.deletePrefix(EndpointCertificates.prefix(user: name))]
        }
        try await store.commit(operations, if: conditions)
        return record.object
    }

    /// Removes a user with their sessions, access keys and certificates.
    ///
    /// - Throws: `APIFailure` when there is none of that name, or no administrator would be left.
    func remove(_ name: String) async throws {
        let (entry, record) = try await existing(name)
        var conditions: [StoreCondition] = [.revision(key: entry.key, entry.modRevision)]
        if record.administers { conditions.append(try await otherAdministrator(than: name)) }
        var operations: [StoreOperation] = [
            .delete(key: entry.key), .deletePrefix(EndpointCertificates.prefix(user: name)),
        ]
        operations += try await removalOfKeys(of: name) + ended(name)
        try await store.commit(operations, if: conditions)
    }

    /// Gives a user another password and ends their other sessions.
    ///
    /// - Throws: `APIFailure` when the caller's own password in `current` is wrong, or was too often, and for a password
    ///   outside the limits.
    func setPassword(
        of name: String,
        to password: String,
        current: String,
        by caller: Caller,
        from address: String
    ) async throws {
        try Self.check(password)
        let own = try await user(caller.user)
        guard try await verify(current, of: caller.user, own, from: address) else {
            throw APIFailure.invalid("field 'current': it isn't your password; give the one you log in with")
        }
        var (entry, record) = try await existing(name)
        record.passwordHash = try await passwords.hash(password)
        var kept: String?
        if case .session(let digest) = caller.credential { kept = Self.sessionKey(digest) }
        let ended = try await sessions { $0.user == name }.filter { $0 != kept }
        try await store.commit(
            [.put(key: entry.key, value: try Self.encode(record))] + ended.map { .delete(key: $0) },
            if: [.revision(key: entry.key, entry.modRevision)]
        )
    }

    private func existing(_ name: String) async throws -> (entry: StoreEntry, record: UserRecord) {
        guard let entry = try await entry(Self.users + name) else {
            throw APIFailure.notFound("user '\(name)': Not Found; `gantry user ls` lists those there are")
        }
        return (entry, try Self.decode(UserRecord.self, entry))
    }

    /// The end of all of a user's sessions.
    private func ended(_ name: String) async throws -> [StoreOperation] {
        try await sessions { $0.user == name }.map { .delete(key: $0) }
    }

    /// That another administrator stays as they are until the commit.
    ///
    /// - Throws: `APIFailure` when there is none.
    private func otherAdministrator(than name: String) async throws -> StoreCondition {
        for entry in try await store.list(prefix: Self.users).entries {
            let record = try Self.decode(UserRecord.self, entry)
            if record.name != name, record.administers { return .revision(key: entry.key, entry.modRevision) }
        }
        throw APIFailure.conflict(
            "user '\(name)': is the last administrator, without whom nobody could change users; make another one first"
        )
    }

    private static func check(name: String) throws {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "@"):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(name.utf8.count), name.first?.isLetter == true || name.first?.isNumber == true
        else {
            throw APIFailure.invalid(
                "user name '\(name.prefix(64))': it must be 1 to 64 letters, digits and . _ - @, and begin with one of "
                    + "the first two; choose another"
            )
        }
    }

    private static func check(_ password: String) throws {
        guard (shortestPassword...longestPassword).contains(password.utf8.count) else {
            throw APIFailure.invalid(
                "password: it must have \(shortestPassword) to \(longestPassword) bytes; choose another"
            )
        }
    }

    private static func role(_ name: String) throws -> Role {
        guard let role = Role(name: name) else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIFailure.invalid("field 'role': '\(name.prefix(64))' is unknown; there are \(roles)")
        }
        return role
    }

    private static func policies(_ values: [JSONValue]) throws -> [Policy] {
        guard values.count <= maximumPolicies else {
            throw APIFailure.invalid(
                "field 'policies': has \(values.count); \(maximumPolicies) are allowed; give fewer"
            )
        }
        do {
            return try values.map { try Policy($0) }
        } catch let error as PolicyError {
            throw APIFailure.invalid(error.description)
        }
    }
}

extension UserRecord {
    /// Whether the user can come in and change users.
    fileprivate var administers: Bool { chosenRole == .administrator && !isDisabled }

    fileprivate var object: UserObject {
        var object = UserObject(name: name, role: chosenRole.rawValue, created: created.description)
        object.policies = ownPolicies.map(\.json)
        object.disabled = isDisabled
        return object
    }
}
