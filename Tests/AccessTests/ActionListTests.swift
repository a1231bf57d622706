//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Testing

@testable import Access

@Suite struct ActionListTests {
    /// A policy that names an unknown action is refused and refers to the list there.
    @Test func theDocumentationListsEveryAction() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/access.md"), encoding: .utf8)
        for action in Action.allCases { #expect(text.contains("`\(action.rawValue)`"), "\(action.rawValue)") }
        for role in Role.allCases { #expect(text.contains("`\(role.rawValue)`"), "\(role.rawValue)") }
    }
}
