//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A file that is put into a container before it starts: a secret or a config of Compose, with its content.
package struct FileMount: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case secret
        case config
    }

    package var kind: Kind
    /// What the template calls it.
    package var name: String
    /// The absolute path in the container.
    package var path: String
    package var content: String
    package var userID = 0
    package var groupID = 0
    /// The permission bits.
    package var mode = 0o444

    package init(kind: Kind, name: String, path: String, content: String) {
        self.kind = kind
        self.name = name
        self.path = path
        self.content = content
    }
}
