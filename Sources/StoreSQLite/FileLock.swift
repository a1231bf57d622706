//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Store
import Synchronization

/// Keeps other processes from opening the same state; the kernel releases it when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock of a file, which is a file beside it.
    init(protecting path: String) throws(StoreError) {
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .failed(
                "store \(path): \(lockPath) cannot be opened (\(Self.lastError())); check that the folder is there and writable"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            throw .failed("store \(path): another process has it open; stop that server first, or choose another path")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    func release() {
        let descriptor = descriptor.withLock { $0.take() }
        if let descriptor {
            Foundation.close(descriptor)
        }
    }

    /// What the last system call of this thread complained about.
    static func lastError() -> String {
        String(cString: strerror(errno))
    }
}
