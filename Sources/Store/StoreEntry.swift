//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// One key with its value and the revisions that made it.
package struct StoreEntry: Sendable, Hashable {
    /// A path-like name, such as `/clusters/c1/nodes/n1`; at most `StoreLimits.keyBytes` long in UTF-8.
    package var key: String
    /// The stored bytes; at most `StoreLimits.valueBytes`.
    package var value: [UInt8]
    /// The store revision at which the key came to be (again, after a deletion).
    package var createRevision: Int64
    /// The store revision of the last put.
    package var modRevision: Int64

    package init(key: String, value: [UInt8], createRevision: Int64, modRevision: Int64) {
        self.key = key
        self.value = value
        self.createRevision = createRevision
        self.modRevision = modRevision
    }
}

/// What a list found, at one moment.
package struct StoreSnapshot: Sendable, Hashable {
    /// The entries, by key ascending (order of UTF-8 bytes).
    package var entries: [StoreEntry]
    /// The store's revision at that moment; a watch after it continues without a gap.
    package var revision: Int64

    package init(entries: [StoreEntry], revision: Int64) {
        self.entries = entries
        self.revision = revision
    }
}

/// What must hold for a commit to happen.
package enum StoreCondition: Sendable, Hashable {
    /// No such key.
    case absent(key: String)
    /// The key is there and was last put at exactly this revision.
    case revision(key: String, Int64)
    /// The key is there.
    case exists(key: String)

    /// The key the condition is about.
    package var key: String {
        switch self {
        case .absent(let key), .revision(let key, _), .exists(let key): key
        }
    }
}

/// One step of a commit.
package enum StoreOperation: Sendable, Hashable {
    case put(key: String, value: [UInt8])
    /// Deleting a key that is not there is no error.
    case delete(key: String)
    /// Deletes every key that begins with the text; the empty text is every key.
    case deletePrefix(String)
}

/// What a commit did to one key.
package enum StoreChange: Sendable, Hashable {
    case put(StoreEntry)
    case delete(key: String, revision: Int64)

    package var key: String {
        switch self {
        case .put(let entry): entry.key
        case .delete(let key, _): key
        }
    }

    /// The store revision of the commit.
    package var revision: Int64 {
        switch self {
        case .put(let entry): entry.modRevision
        case .delete(_, let revision): revision
        }
    }
}
