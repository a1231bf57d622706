//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import ControlPlane
import FoundationEssentials
import Model
import Store

/// An access key as the Store keeps it, under `/access-keys/ID`.
struct AccessKeyRecord: Codable, Sendable, Hashable {
    var id: String
    var user: String
    /// Sealed, not hashed: verifying a signature needs it.
    var sealedSecret: Data
    var isDisabled: Bool
    var created: Timestamp
}

/// The access keys of users, and the signatures made with them.
extension Accounts {
    static let keys = "/access-keys/"
    /// Most access keys of a user.
    static let maximumKeys = 5

    /// A user's access keys, the oldest first.
    ///
    /// - Throws: `APIFailure` when there is no such user.
    func keys(of name: String) async throws -> [AccessKeyObject] {
        _ = try await show(name)
        return try await keyRecords(of: name).map(\.object)
    }

    /// Makes an access key; only this answer has its secret.
    ///
    /// - Throws: `APIFailure` when there is no such user, or the user has enough.
    func createKey(of name: String) async throws -> AccessKeyObject {
        _ = try await show(name)
        guard try await keyRecords(of: name).count < Self.maximumKeys else {
            throw APIFailure.conflict("user '\(name)': has \(Self.maximumKeys) access keys already; remove one first")
        }
        let secret = Self.random(40)
        let record = AccessKeyRecord(
            id: "GTRY" + Self.random(20),
            user: name,
            sealedSecret: Data(try secrets.seal(Array(secret.utf8))),
            isDisabled: false,
            created: clock()
        )
        let key = Self.keys + record.id
        try await store.commit(
            [.put(key: key, value: try Self.encode(record))],
            if: [.absent(key: key), .exists(key: Self.users + name)]
        )
        var object = record.object
        object.secret = secret
        return object
    }

    /// Enables or disables an access key.
    ///
    /// - Throws: `APIFailure` when the user has no such key.
    func changeKey(_ id: String, of name: String, _ change: AccessKeyChange) async throws -> AccessKeyObject {
        var (entry, record) = try await existingKey(id, of: name)
        record.isDisabled = !change.enabled
        try await store.replace(entry, with: try Self.encode(record))
        return record.object
    }

    /// - Throws: `APIFailure` when the user has no such key.
    func removeKey(_ id: String, of name: String) async throws {
        try await store.delete(try await existingKey(id, of: name).entry.key)
    }

    /// The removal of all of a user's keys.
    func removalOfKeys(of name: String) async throws -> [StoreOperation] {
        try await keyRecords(of: name).map { .delete(key: Self.keys + $0.id) }
    }

    /// Who signed a request; each signature is taken once.
    ///
    /// - Throws: `SignatureError`.
    func authenticate(_ signature: RequestSignature) async throws -> Caller {
        let now = clock()
        guard let record = try await keyRecord(signature.accessKeyID), !record.isDisabled,
            let caller = try await user(record.user)?.caller(.accessKey(record.id))
        else {
            throw SignatureError(
                .unknownKey,
                "access key '\(signature.accessKeyID.prefix(64))': is unknown, or it or its user is disabled; "
                    + "`gantry key ls` lists yours"
            )
        }
        try signature.verify(secret: try secrets.open(Array(record.sealedSecret)), now: now)
        // Only what is well signed takes room.
        try nonces.take(signature, now: now)
        return caller
    }

    private func keyRecord(_ id: String) async throws -> AccessKeyRecord? {
        try await entry(Self.keys + id).map { try Self.decode(AccessKeyRecord.self, $0) }
    }

    private func existingKey(_ id: String, of name: String) async throws -> (entry: StoreEntry, record: AccessKeyRecord)
    {
        if let entry = try await entry(Self.keys + id) {
            let record = try Self.decode(AccessKeyRecord.self, entry)
            if record.user == name { return (entry, record) }
        }
        throw APIFailure.notFound("access key '\(id)': Not Found; `gantry key ls -u \(name)` lists those of the user")
    }

    private func keyRecords(of name: String) async throws -> [AccessKeyRecord] {
        try await store.list(prefix: Self.keys).entries
            .map { try Self.decode(AccessKeyRecord.self, $0) }
            .filter { $0.user == name }
            .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// Letters and digits that nobody can guess.
    private static func random(_ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<count).map { _ in letters[Int.random(in: letters.indices)] })
    }
}

extension AccessKeyRecord {
    fileprivate var object: AccessKeyObject {
        AccessKeyObject(id: id, user: user, enabled: !isDisabled, created: created.description)
    }
}
