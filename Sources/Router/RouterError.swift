//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What keeps a router from doing its work.
package struct RouterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `thing: why; what to do`.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
