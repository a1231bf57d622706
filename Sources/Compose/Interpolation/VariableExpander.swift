//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Puts variables' values into the texts of a template, and remembers which variables have none.
final class VariableExpander {
    /// What all texts may grow by.
    static let maximumBytes = 4 << 20

    /// What becomes of a plain variable without a value.
    enum MissingRule {
        /// It is reported, and the text means nothing.
        case error
        /// Nothing takes its place.
        case empty
    }

    let values: [String: String]
    private let problems: ProblemList
    private let rule: MissingRule
    private var missing: [String: Missing] = [:]
    private var bytes = 0

    private struct Missing {
        var mark: SourceMark
        var key: String
        var lines: [Int]
    }

    init(values: [String: String], problems: ProblemList, missing rule: MissingRule = .error) {
        self.values = values
        self.rule = rule
        self.problems = problems
    }

    /// The value with every scalar in it expanded; keys stay as they are.
    func expand(_ value: YAMLValue, key: String) -> YAMLValue {
        var value = value
        switch value.content {
        case .scalar(var scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return value }
            // Quotes and block styles have signs of their own before the text.
            let isPlain = !scalar.isQuoted
            // What came out of a variable is text, even when it is empty or reads "null".
            scalar.isQuoted = true
            if let text = expand(scalar.text, at: value.mark, key: key, isPlain: isPlain) {
                scalar.text = text
            } else {
                scalar.isUnresolved = true
            }
            value.content = .scalar(scalar)
        case .sequence(let values):
            value.content = .sequence(values.map { expand($0, key: key) })
        case .mapping(var entries):
            for index in entries.indices {
                entries[index].value = expand(entries[index].value, key: "\(key).\(entries[index].key)")
            }
            value.content = .mapping(entries)
        }
        return value
    }

    /// The value that was given for a variable; without one, nil, and the variable counts as missing.
    func value(of name: String, at mark: SourceMark, key: String) -> String? {
        if let value = values[name] { return value }
        guard rule == .error else { return "" }
        missing[name, default: Missing(mark: mark, key: key, lines: [])].lines.append(mark.line)
        return nil
    }

    /// Counts text that comes from elsewhere into what all texts may grow by; false, with an error, when it is too much.
    func charge(_ count: Int, at mark: SourceMark, key: String) -> Bool {
        guard bytes <= Self.maximumBytes else { return false }
        bytes += count
        guard bytes > Self.maximumBytes else { return true }
        problems.add(
            .error,
            at: mark,
            key: key,
            "the variables and files of the template come to more than \(Self.maximumBytes) bytes",
            "use shorter ones, or use them less often"
        )
        return false
    }

    /// Reports the variables without a value, each once.
    func reportMissing() {
        for (name, place) in missing.sorted(by: { $0.key < $1.key }) {
            let others = Set(place.lines).subtracting([place.mark.line]).sorted()
            let also = others.isEmpty ? "" : " (also on line \(others.prefix(10).map(String.init).listed("and")))"
            problems.add(
                .error,
                at: place.mark,
                key: place.key,
                "the variable \(name) has no value\(also)",
                "give it one with -e \(name)=… or in a configuration (--config), or write a default: ${\(name):-…}"
            )
        }
    }

    private func expand(_ text: String, at mark: SourceMark, key: String, isPlain: Bool) -> String? {
        let parts: [InterpolatedText.Part]
        do throws(InterpolationSyntaxError) {
            parts = try InterpolatedText(parsing: text).parts
        } catch {
            var place = mark
            if isPlain { place.column += error.offset }
            problems.add(.error, at: place, key: key, error.message, error.remedy)
            return nil
        }
        guard bytes <= Self.maximumBytes else { return nil }
        var result = ""
        let isComplete = append(parts, to: &result, at: mark, key: key)
        guard bytes <= Self.maximumBytes else {
            problems.add(
                .error,
                at: mark,
                key: key,
                "the variables expand to more than \(Self.maximumBytes) bytes",
                "use shorter values, or use them less often"
            )
            return nil
        }
        return isComplete ? result : nil
    }

    /// Appends the parts' text; false when a variable in them has no value.
    private func append(
        _ parts: [InterpolatedText.Part],
        to result: inout String,
        at mark: SourceMark,
        key: String
    ) -> Bool {
        var isComplete = true
        for part in parts {
            guard bytes <= Self.maximumBytes else { return false }
            switch part {
            case .text(let text): append(text, to: &result)
            case .variable(let name, let operation):
                if !append(name, operation, to: &result, at: mark, key: key) { isComplete = false }
            }
        }
        return isComplete
    }

    private func append(
        _ name: String,
        _ operation: InterpolatedText.Operation,
        to result: inout String,
        at mark: SourceMark,
        key: String
    ) -> Bool {
        /// The value, unless it is empty and an empty one counts as none.
        func given(_ countsEmpty: Bool) -> String? { values[name].flatMap { countsEmpty && $0.isEmpty ? nil : $0 } }
        switch operation {
        case .value:
            guard let value = value(of: name, at: mark, key: key) else { return false }
            append(value, to: &result)
        case .fallback(let parts, let countsEmpty):
            guard let value = given(countsEmpty) else { return append(parts, to: &result, at: mark, key: key) }
            append(value, to: &result)
        case .alternative(let parts, let countsEmpty):
            guard given(countsEmpty) != nil else { return true }
            return append(parts, to: &result, at: mark, key: key)
        case .required(let parts, let countsEmpty):
            guard let value = given(countsEmpty) else {
                var reason = ""
                guard append(parts, to: &reason, at: mark, key: key) else { return false }
                let message = "the variable \(name) has no value" + (reason.isEmpty ? "" : ": \(reason.prefix(200))")
                problems.add(
                    .error,
                    at: mark,
                    key: key,
                    message,
                    "give it one with -e \(name)=… or in a configuration (--config)"
                )
                return false
            }
            append(value, to: &result)
        }
        return true
    }

    private func append(_ text: String, to result: inout String) {
        bytes += text.utf8.count
        result += text
    }
}
