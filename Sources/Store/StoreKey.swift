//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A key compared by its bytes of UTF-8.
///
/// Swift compares strings by canonical equivalence, databases by bytes; stores must agree.
package struct StoreKey: Sendable, Hashable, Comparable {
    /// The key itself.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: StoreKey, right: StoreKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    package static func < (left: StoreKey, right: StoreKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Equal keys have equal hashes, because equal bytes are canonically equivalent.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }

    package func hasPrefix(_ prefix: StoreKey) -> Bool {
        text.utf8.starts(with: prefix.text.utf8)
    }
}
