//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc
import Store

/// Keeps two servers from one state.
///
/// The lock goes with the process, however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `StoreError.failed` when another process holds the lock.
    init(path: String, for state: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.failed("state \(state): \(Self.reason); check the folder's owner and permissions")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError.failed("state \(state): another gantry server has it open; stop that one first")
        }
    }

    deinit { close(descriptor) }

    /// Makes an empty file that its owner alone can read, unless there is one.
    static func makePrivateFile(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.failed("state \(path): \(reason); check the folder's owner and permissions")
        }
        close(descriptor)
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
