//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The version of Gantry: of both programs and of what they say to each other.
package enum GantryVersion {
    package static let current = "0.1.0"
}
