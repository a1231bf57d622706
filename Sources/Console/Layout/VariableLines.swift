//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// Names with values as people write them: `name=value`, a line each.
///
/// A value of several lines, or with quotes or spaces at an end, is a JSON string. Lines that begin with `#` don't count.
enum VariableLines {
    static func text(of values: [String: String]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\(written($0.value))" }.joined(separator: "\n")
    }

    /// - Throws: `APIRefusal`, which names the line, for a text that isn't that.
    static func values(in text: String, _ page: PageRequest) throws -> [String: String] {
        var values: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line).trimmed
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else {
                throw APIRefusal(invalid: page(.noVariable(index + 1)))
            }
            let name = String(line[..<equals]).trimmed
            guard values[name] == nil else { throw APIRefusal(invalid: page(.variableTwice(name, index + 1))) }
            guard let value = value(String(line[line.index(after: equals)...]).trimmed) else {
                throw APIRefusal(invalid: page(.brokenQuotes(index + 1)))
            }
            values[name] = value
        }
        return values
    }

    private static func written(_ value: String) -> String {
        let isPlain = !value.hasPrefix("\"") && !value.contains("\n") && !value.contains("\r") && value == value.trimmed
        guard !isPlain, let json = try? JSONEncoder().encode(value) else { return value }
        return String(decoding: json, as: UTF8.self)
    }

    private static func value(_ text: String) -> String? {
        guard text.hasPrefix("\"") else { return text }
        return try? JSONDecoder().decode(String.self, from: Data(text.utf8))
    }
}

extension APIRefusal {
    /// What the console itself can't make a call of.
    init(invalid message: String) {
        self.init(ConsoleAnswer(status: 400, body: []))
        body = APIErrorBody(code: "invalid", message: message, requestID: "")
    }
}

extension Text {
    static func noVariable(_ line: Int) -> Text {
        Text("Line \(line) has no \"=\"; write name=value.", "第 \(line) 行没有 “=”；请写成 名称=值。")
    }
    static func variableTwice(_ name: String, _ line: Int) -> Text {
        Text("Line \(line): \(name) is there already; leave one of them out.", "第 \(line) 行：\(name) 重复；请只保留一个。")
    }
    static func brokenQuotes(_ line: Int) -> Text {
        Text(
            "Line \(line): a value that begins with a quote is a JSON string; end it with a quote and write \\n for a new line.",
            "第 \(line) 行：以引号开头的值是 JSON 字符串；请以引号结束，换行写成 \\n。"
        )
    }
}
