//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A text of the console in all its languages; there is no other way to write one, so none can lack a language.
///
/// Texts are named in extensions beside the pages that show them, such as `Text.clusters`.
package struct Text: Sendable, Hashable {
    private let english: String
    private let chinese: String

    package init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    package func callAsFunction(in language: Language) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }
}

extension Text {
    /// A number of things, in English with its singular.
    static func count(_ count: Int, _ singular: String, _ plural: String, _ chinese: String) -> Text {
        Text("\(count) \(count == 1 ? singular : plural)", "\(count) \(chinese)")
    }
}
