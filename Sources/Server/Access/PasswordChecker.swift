//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOPosix
import PKI

/// How passwords are hashed.
package struct PasswordHashing: Sendable {
    let make: @Sendable (String) throws -> String
    let verify: @Sendable (_ password: String, _ hash: String) -> Bool

    /// Slow on purpose.
    package static let scrypt = PasswordHashing(
        make: { try PasswordHash.make($0) },
        verify: { PasswordHash.verify($0, against: $1) }
    )
}

/// Makes and checks password hashes one at a time, so that logins can't take all processors.
actor PasswordChecker {
    /// Most logins that wait for their turn.
    static let maximumWaiting = 64

    private let hashing: PasswordHashing
    /// The hash that is compared against for a user who doesn't exist, so that the answer takes as long.
    private var decoy: String?
    private var waiting = 0
    private var last: Task<Void, Never>?

    init(_ hashing: PasswordHashing) { self.hashing = hashing }

    func hash(_ password: String) async throws -> String {
        try await next { try $0.make(password) }
    }

    /// Whether the password is the one that was hashed; `hash` is nil for an unknown user.
    ///
    /// - Throws: `APIFailure` when too many wait already.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        if let hash { return try await next { $0.verify(password, hash) } }
        if decoy == nil { decoy = try await self.hash(TokenGenerator.make()) }
        let decoy = decoy ?? ""
        _ = try await next { $0.verify(password, decoy) }
        return false
    }

    /// Does slow work after all that was asked for before, on a thread that nothing else waits for.
    private func next<Result: Sendable>(
        _ work: @escaping @Sendable (PasswordHashing) throws -> Result
    ) async throws -> Result {
        guard waiting < Self.maximumWaiting else {
            throw APIFailure.unavailable("login: too many are logging in at the same time; try again in a moment")
        }
        waiting += 1
        defer { waiting -= 1 }
        let (before, hashing) = (last, hashing)
        let task = Task {
            await before?.value
            return try await NIOThreadPool.singleton.runIfActive { try work(hashing) }
        }
        last = Task { _ = await task.result }
        return try await task.value
    }
}
