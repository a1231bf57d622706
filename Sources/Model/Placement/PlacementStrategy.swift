//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Which of the nodes that can take a container gets it.
package enum PlacementStrategy: String, Codable, Hashable, Sendable, CaseIterable {
    /// The one with the fewest containers of the service and the most that is free.
    case spread
    /// The one with the least that is free, so that others stay empty.
    case binpack
    /// Any of them.
    case random
}
