//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A language of the console.
package enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The tag of pages in it (BCP 47).
    package var tag: String {
        switch self {
        case .english: "en"
        case .chinese: "zh-CN"
        }
    }

    /// Its name in itself.
    package var name: String {
        switch self {
        case .english: "English"
        case .chinese: "中文"
        }
    }

    /// What the API said, in it; as it was said where it has no phrase for that.
    package func said(_ text: String) -> String {
        switch self {
        case .english: text
        case .chinese: PhraseBook.chinese.translate(text)
        }
    }

    /// The one that suits a browser best.
    ///
    /// The header is its `Accept-Language` (RFC 9110, 12.5.4); English where it asks for neither.
    package static func accepted(_ header: String) -> Language {
        var best: (language: Language, weight: Double) = (.english, 0)
        for part in header.split(separator: ",").prefix(32) {
            let fields = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            let primary = fields.first?.split(separator: "-").first.map(String.init)
            guard let language = primary.flatMap(Language.init(rawValue:)) else { continue }
            let quality = fields.dropFirst().first { $0.hasPrefix("q=") }
            let weight = quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > best.weight { best = (language, weight) }
        }
        return best.language
    }
}
