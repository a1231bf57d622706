//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// An image that a node's engine has.
package struct NodeImage: Codable, Hashable, Sendable {
    /// `sha256:…`.
    package var id: String
    /// Such as `nginx:1.27`.
    package var tags: [String]

    package init(id: String, tags: [String]) {
        self.id = id
        self.tags = tags
    }

    /// What an expression may call it: the ID, each tag, and each tag without what follows the colon.
    package var names: [String] {
        [id]
            + tags.flatMap { tag -> [String] in
                guard let colon = tag.lastIndex(of: ":"), !tag[colon...].contains("/") else { return [tag] }
                return [tag, String(tag[..<colon])]
            }
    }
}
