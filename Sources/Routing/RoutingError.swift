//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A route, or a name in one, that can't be put into a router's configuration.
package struct RoutingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `thing: why; what to do`.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
