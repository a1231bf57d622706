//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A line that a user may add to the part of HAProxy's configuration that is about one service.
///
/// There is none but by `lines(parsing:)`, which lets only those through that concern this service alone, read no file
/// and open none, and that HAProxy takes; `BackendDirectiveRules` has the list.
package struct BackendDirective: Hashable, Sendable {
    /// The longest text with directives, in bytes.
    package static let maximumSize = 16 << 10
    /// The most directives of a service.
    package static let maximumCount = 50
    /// HAProxy takes 64 words a line.
    private static let maximumWords = 60

    /// As they are meant, without quotes.
    package let words: [String]

    private init(words: [String]) throws(RoutingSettingError) {
        guard words.count <= Self.maximumWords else {
            throw RoutingSettingError(
                "a line with \(RoutingSettingError.shown(words[0])) has \(words.count) words",
                "write \(Self.maximumWords) at most"
            )
        }
        try BackendDirectiveRules.check(words)
        self.words = words
    }

    /// Reads directives, one a line or with semicolons between them; words may be in quotes as HAProxy has them.
    ///
    /// - Throws: `RoutingSettingError`, which names the first directive that a service may not have, and why.
    package static func lines(parsing text: String) throws(RoutingSettingError) -> [BackendDirective] {
        guard text.utf8.count <= maximumSize else {
            throw RoutingSettingError("the value is \(text.utf8.count) bytes long", "write \(maximumSize) at most")
        }
        var directives: [BackendDirective] = []
        for words in try DirectiveLexer.lines(of: text) { directives.append(try BackendDirective(words: words)) }
        guard directives.count <= maximumCount else {
            throw RoutingSettingError("there are \(directives.count) lines", "write \(maximumCount) at most")
        }
        return directives
    }

    /// The line as HAProxy reads it: each word stays one word, whatever is in it.
    package var text: String { text(escaping: " \t#\\\"'") }

    private func text(escaping special: String) -> String {
        words.map { word in
            word.isEmpty ? "\"\"" : word.reduce(into: "") { $0 += special.contains($1) ? "\\\($1)" : String($1) }
        }
        .joined(separator: " ")
    }
}

extension BackendDirective: Codable {
    /// Checks it again: what comes from elsewhere may have been changed on its way.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let lines = try Self.lines(parsing: text)
        guard lines.count == 1 else {
            throw RoutingSettingError("there are \(lines.count) directives instead of one", "send one")
        }
        self = lines[0]
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text(escaping: " \t#\\\"';"))
    }
}

/// Takes a text apart into lines and words as HAProxy does, but for what it would put in or leave out.
private enum DirectiveLexer {
    static func lines(of text: String) throws(RoutingSettingError) -> [[String]] {
        var lines: [[String]] = []
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                guard " \t\\\"'#;".contains(character) else {
                    throw RoutingSettingError(
                        "\(RoutingSettingError.shown("\\\(character)")) means nothing here",
                        "write the character itself"
                    )
                }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character == "\n" || character == "\r\n" || character == ";" {
                if let last = word { words.append(last) }
                if !words.isEmpty { lines.append(words) }
                (word, words) = (nil, [])
            } else if quote == nil, character == " " || character == "\t" {
                if let last = word { words.append(last) }
                word = nil
            } else {
                guard character.isASCII, let byte = character.asciiValue, (0x20..<0x7f).contains(byte) else {
                    throw RoutingSettingError(
                        "there is a character that isn't printable ASCII",
                        "remove it; several lines have line ends or semicolons between them"
                    )
                }
                guard quote != nil || character != "#" else {
                    throw RoutingSettingError(
                        "a comment has no place here",
                        "remove it, or write \\# for the character"
                    )
                }
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else {
            throw RoutingSettingError("a quote or a backslash ends with the text", "close the quote")
        }
        if let last = word { words.append(last) }
        return words.isEmpty ? lines : lines + [words]
    }
}
