//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How large what is stored may be, the same for every store.
package enum StoreLimits {
    /// Longest key, in bytes of UTF-8.
    package static let keyBytes = 512
    /// Largest value, in bytes (8 MiB).
    package static let valueBytes = 8 << 20
    /// Most operations, and most conditions, in one commit.
    package static let commitItems = 4_096

    /// Refuses what is outside the limits.
    ///
    /// - Throws: `StoreError.invalid`, which names the key.
    package static func check(_ operations: [StoreOperation], _ conditions: [StoreCondition]) throws(StoreError) {
        guard operations.count <= commitItems, conditions.count <= commitItems else {
            throw .invalid("store commit: more than \(commitItems) operations or conditions; split it")
        }
        for operation in operations {
            switch operation {
            case .put(let key, let value):
                try check(key: key)
                guard value.count <= valueBytes else {
                    throw .invalid(
                        "store key \(key): the value has \(value.count) bytes; \(valueBytes) bytes are allowed"
                    )
                }
            case .delete(let key):
                try check(key: key)
            case .deletePrefix(let prefix):
                try check(prefix: prefix)
            }
        }
        for condition in conditions {
            try check(key: condition.key)
        }
    }

    /// Refuses an empty or too long key, or one with a NUL in it.
    package static func check(key: String) throws(StoreError) {
        guard !key.isEmpty else {
            throw .invalid("store key: it is empty; name one")
        }
        try check(prefix: key)
    }

    /// Refuses a too long prefix, or one with a NUL in it; the empty one is every key.
    package static func check(prefix: String) throws(StoreError) {
        guard prefix.utf8.count <= keyBytes else {
            throw .invalid(
                "store key \(prefix.prefix(64))…: it has \(prefix.utf8.count) bytes; \(keyBytes) bytes are allowed"
            )
        }
        guard !prefix.utf8.contains(0) else {
            throw .invalid("store key \(prefix.prefix(64)): it holds a NUL byte; leave it out")
        }
    }
}
