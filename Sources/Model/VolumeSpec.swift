//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A named volume that a template declares under `volumes`.
package struct VolumeSpec: Codable, Hashable, Sendable {
    /// What the engines call it.
    package var name: String
    /// The volume driver of the engines; nil for `local`.
    package var driver: String?
    package var options: [String: String] = [:]
    package var labels: [String: String] = [:]
    /// Made by somebody else: it has to be there, and is never created.
    package var isExternal = false

    package init(name: String) {
        self.name = name
    }
}
