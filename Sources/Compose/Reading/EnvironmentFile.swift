//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A file of `NAME=value` lines, as `env_file` names them.
///
/// As in Compose: blank lines and those that start with `#` don't count, `export` may stand before a name, a value in
/// single quotes is taken as it is, one in double quotes has `\n`, `\t`, `\"` and `\\`, and what is not in single
/// quotes has its variables replaced, from the template's and from the lines before. Source: the Compose
/// Specification, "Env_file format".
struct EnvironmentFile {
    static let maximumBytes = 256 << 10
    static let maximumLines = 5000

    /// A line that can't be read; its text is left out, as it may be a secret.
    struct SyntaxError: Error {
        var line: Int
        var message: String
        var remedy: String
    }

    /// In the order of the file.
    private(set) var entries: [(name: String, value: String)] = []
    private var values: [String: String]
    /// What the lines came to, with their variables replaced.
    private var bytes = 0

    init(_ text: String, format: Format, variables: [String: String]) throws(SyntaxError) {
        values = variables
        guard text.utf8.count <= Self.maximumBytes else {
            throw SyntaxError(
                line: 1,
                message: "the file has \(text.utf8.count) bytes",
                remedy: "keep it to \(Self.maximumBytes) bytes"
            )
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count <= Self.maximumLines else {
            throw SyntaxError(
                line: Self.maximumLines + 1,
                message: "the file has \(lines.count) lines",
                remedy: "keep it to \(Self.maximumLines)"
            )
        }
        for (index, line) in lines.enumerated() { try take(line, number: index + 1, format) }
    }

    enum Format {
        case quoted
        /// Everything after the first equals sign is the value.
        case raw
    }

    private mutating func take(_ line: Substring, number: Int, _ format: Format) throws(SyntaxError) {
        var text = line.trimmingSpaces()
        guard !text.isEmpty, !text.hasPrefix("#") else { return }
        if text.hasPrefix("export ") { text = text.dropFirst(7).trimmingSpaces() }
        let equals = text.firstIndex(of: "=")
        let name = text[..<(equals ?? text.endIndex)].trimmingSpaces()
        guard Self.isName(name) else {
            throw SyntaxError(line: number, message: "the line is no NAME=value", remedy: "write NAME=value")
        }
        guard let equals else {
            // As in Compose, a name without a value passes the variable of that name on, where there is one.
            if let value = values[String(name)] { try add(String(name), value, number) }
            return
        }
        let written = text[text.index(after: equals)...].trimmingSpaces()
        try add(String(name), format == .raw ? String(written) : try value(written, number), number)
    }

    private mutating func add(_ name: String, _ value: String, _ line: Int) throws(SyntaxError) {
        bytes += value.utf8.count
        guard bytes <= 2 * Self.maximumBytes else {
            throw SyntaxError(
                line: line,
                message: "the values come to more than \(2 * Self.maximumBytes) bytes",
                remedy: "use shorter variables, or use them less often"
            )
        }
        entries.append((name, value))
        values[name] = value
    }

    private func value(_ text: Substring, _ line: Int) throws(SyntaxError) -> String {
        guard let quote = text.first, quote == "'" || quote == "\"" else {
            return try expanded(String(Self.withoutComment(text)), line)
        }
        var value = ""
        var isEscaped = false
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if isEscaped {
                value += Self.escape(character)
                isEscaped = false
            } else if quote == "\"", character == "\\" {
                isEscaped = true
            } else if character == quote {
                let tail = rest.trimmingSpaces()
                guard tail.isEmpty || tail.hasPrefix("#") else { break }
                return quote == "'" ? value : try expanded(value, line)
            } else {
                value.append(character)
            }
        }
        throw SyntaxError(line: line, message: "the value's quote is not closed at its end", remedy: "close it")
    }

    private func expanded(_ text: String, _ line: Int) throws(SyntaxError) -> String {
        guard text.contains("$") else { return text }
        // A list of its own: only the line is told, as the value may be a secret.
        let problems = ProblemList(file: "")
        let expander = VariableExpander(values: values, problems: problems, missing: .empty)
        let scalar = YAMLValue(.scalar(YAMLScalar(text, isQuoted: true)), at: SourceMark(line: line, column: 1))
        guard case .scalar(let result) = expander.expand(scalar, key: "").content, !problems.hasErrors else {
            throw SyntaxError(
                line: line,
                message: "the value has a variable that can't be read, or one that is required and not given",
                remedy: "write ${NAME}, or $$ where a dollar sign is meant"
            )
        }
        return result.text
    }

    private static func escape(_ character: Character) -> String {
        switch character {
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case "\"", "\\": String(character)
        case "$": "$$"
        default: "\\\(character)"
        }
    }

    /// A comment begins at a number sign after a blank.
    private static func withoutComment(_ text: Substring) -> Substring {
        var previous: Character = " "
        for index in text.indices {
            if text[index] == "#", previous == " " || previous == "\t" { return text[..<index].trimmingSpaces() }
            previous = text[index]
        }
        return text
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !text.contains { $0.isWhitespace || $0 == "\"" || $0 == "'" }
    }
}
