//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Why a store refused or failed.
package enum StoreError: Error, Hashable, CustomStringConvertible {
    /// A condition of the commit does not hold for this key; nothing was changed.
    case conflict(key: String)
    /// A watch asked for changes after `after`, but the history begins after `oldest`: list again, then watch from there.
    case compacted(after: Int64, oldest: Int64)
    /// A key, value or commit is outside the limits; nothing was changed.
    case invalid(String)
    /// The store was closed.
    case closed
    /// The storage beneath failed.
    case failed(String)

    package var description: String {
        switch self {
        case .conflict(let key):
            "store key \(key): somebody else changed it in between; read it again and retry"
        case .compacted(let after, let oldest):
            "store history: changes after revision \(after) are gone, it begins after \(oldest); list again and watch from there"
        case .invalid(let text), .failed(let text):
            text
        case .closed:
            "store: it is closed; open it again"
        }
    }
}
