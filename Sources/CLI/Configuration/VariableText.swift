//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// The variables of a configuration item as a text that people edit.
///
/// A line for each, `NAME=value`, in the order of their names. The value is what follows the first equals sign up to the
/// end of the line; one that begins with a double quote is a string of JSON, so that it can have line breaks. Blank
/// lines, and those that begin with `#`, don't count. A text that begins with `{` is a JSON object of strings instead.
enum VariableText {
    static func text(of variables: [String: String]) throws -> String {
        var text = ""
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
            text += "\(name)=\(isPlain(value) ? value : try quoted(value))\n"
        }
        return text
    }

    /// - Throws: `CLIError` with the line that can't be read; values are not in it, as they may be secrets.
    static func variables(in text: String, file: String) throws -> [String: String] {
        if text.drop(while: \.isWhitespace).first == "{" {
            guard let object = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else {
                throw CLIError(
                    "\(file): begins with { and is no JSON object of strings; correct it, or write NAME=value lines"
                )
            }
            return object
        }
        var variables: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: isLineBreak)
        for (number, line) in zip(1..., lines) {
            let start = line.drop { $0 == " " || $0 == "\t" }
            guard !start.isEmpty, !start.hasPrefix("#") else { continue }
            guard let equals = start.firstIndex(of: "="), equals != start.startIndex else {
                throw CLIError("\(file):\(number): is no NAME=value; write one, or # before it to leave it out")
            }
            let name = String(start[..<equals])
            guard variables[name] == nil else {
                throw CLIError("\(file):\(number): there is a value for \(name) already; keep one of them")
            }
            variables[name] = try value(start[start.index(after: equals)...], "\(file):\(number): \(name)")
        }
        return variables
    }

    private static func value(_ text: Substring, _ place: String) throws -> String {
        guard text.hasPrefix("\"") else { return String(text) }
        guard let value = try? JSONDecoder().decode(String.self, from: Data(text.utf8)) else {
            throw CLIError(
                "\(place): begins with a double quote and is no string of JSON; write one such as \"two\\nlines\""
            )
        }
        return value
    }

    private static func isPlain(_ value: String) -> Bool {
        !value.hasPrefix("\"") && !value.contains(where: isLineBreak)
    }

    /// Other line breaks of Unicode's are characters of a value like any other.
    private static func isLineBreak(_ character: Character) -> Bool {
        character == "\n" || character == "\r\n" || character == "\r"
    }

    private static func quoted(_ value: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
