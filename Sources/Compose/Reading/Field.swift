//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A value of the template with its place, read as the type that its key asks for.
///
/// Every reading function reports what is wrong and then returns nil. Nil without a report is a value with a variable
/// that has no value: that is reported once, as the variable's.
struct Field {
    let value: YAMLValue
    /// Where a person looks for the value: for a list or a mapping that is where its key stands.
    let mark: SourceMark
    /// The keys that lead here, such as `web.ports`.
    let key: String
    let problems: ProblemList

    func error(_ message: String, _ remedy: String) {
        problems.add(.error, at: mark, key: key, message, remedy)
    }

    func warning(_ message: String, _ remedy: String) {
        problems.add(.warning, at: mark, key: key, message, remedy)
    }

    /// The same place with a part of its text.
    func with(text: String, key: String? = nil) -> Field {
        let value = YAMLValue(.scalar(YAMLScalar(text, isQuoted: true)), at: mark)
        return Field(value: value, mark: mark, key: key ?? self.key, problems: problems)
    }
}

// MARK: Scalars

extension Field {
    /// The scalar's text; `expected` completes "a list instead of …".
    func text(_ expected: String = "a text") -> String? {
        switch value.content {
        case .scalar(let scalar):
            guard !scalar.isUnresolved else { return nil }
            guard !scalar.isNull else {
                error("there is no value", "write \(expected)")
                return nil
            }
            return scalar.text
        case .sequence:
            error("there is a list instead of \(expected)", "write one value after the colon or the dash")
        case .mapping:
            error("there is a mapping instead of \(expected)", "write one value after the colon or the dash")
        }
        return nil
    }

    /// A text that must not be empty.
    func nonEmptyText(_ expected: String) -> String? {
        guard let text = text(expected) else { return nil }
        guard !text.isEmpty else {
            error("the text is empty", "write \(expected)")
            return nil
        }
        return text
    }

    /// A text that the condition holds for; `expected` says what that is.
    func text(_ expected: String, where isValid: (String) -> Bool) -> String? {
        guard let text = text(expected) else { return nil }
        guard isValid(text) else {
            refuse(text, expected)
            return nil
        }
        return text
    }

    /// Reports that a text is not what is expected.
    func refuse(_ text: some StringProtocol, _ expected: String) {
        error("\(quoted(text)) is not valid", "write \(expected)")
    }
}

// MARK: Collections

/// One key of a mapping, or one `key=value` line of a list.
struct FieldPair {
    let name: String
    /// The whole line of a list, the key of a mapping.
    let line: String
    /// Where the name stands.
    let mark: SourceMark
    let field: Field
    /// Whether a value was written, which may be empty.
    let hasValue: Bool
}

extension Field {
    /// More than anyone writes, and few enough to compare each with each.
    static let maximumElements = 1000

    /// Reports when there are more elements than a list may have.
    func isWithinLimit(_ count: Int) -> Bool {
        guard count > Self.maximumElements else { return true }
        error("there are \(count) elements", "keep it to \(Self.maximumElements)")
        return false
    }

    /// The elements of a list.
    func items(_ expected: String) -> [Field] {
        switch value.content {
        case .sequence(let values):
            guard isWithinLimit(values.count) else { return [] }
            return values.map { Field(value: $0, mark: $0.mark, key: key, problems: problems) }
        case .scalar(let scalar) where scalar.isUnresolved: return []
        case .scalar(let scalar):
            let written = scalar.isNull ? "no value" : "a text"
            error("there is \(written) instead of a list of \(expected)", "start each line with a dash")
        case .mapping:
            error("there is a mapping instead of a list of \(expected)", "start each line with a dash")
        }
        return []
    }

    /// The elements of a list, or the only one when it is written without a list.
    func oneOrMore() -> [Field] {
        guard case .scalar(let scalar) = value.content, !scalar.isNull else { return items("texts") }
        return [self]
    }

    /// The keys of a mapping with their values.
    func entries(_ expected: String) -> [FieldPair] {
        switch value.content {
        case .mapping(let entries):
            guard isWithinLimit(entries.count) else { return [] }
            return entries.map { entry in
                let field = Field(entry, under: key, problems: problems)
                return FieldPair(
                    name: entry.key,
                    line: entry.key,
                    mark: entry.mark,
                    field: field,
                    hasValue: !entry.value.isNull
                )
            }
        case .scalar(let scalar) where scalar.isUnresolved: return []
        case .scalar(let scalar):
            let written = scalar.isNull ? "no value" : "a text"
            error("there is \(written) instead of \(expected)", "write lines of the form name: value")
        case .sequence:
            error("there is a list instead of \(expected)", "write lines of the form name: value")
        }
        return []
    }

    /// The pairs of a mapping, or of a list of lines with a separator; of several of one name the last counts.
    func pairs(separator: Character = "=", _ expected: String) -> [FieldPair] {
        guard case .sequence = value.content else { return entries(expected) }
        return items(expected).compactMap { item in
            guard let text = item.nonEmptyText("name\(separator)value") else { return nil }
            guard let position = text.firstIndex(of: separator) else {
                let field = item.with(text: "", key: "\(key).\(text)")
                return FieldPair(name: text, line: text, mark: item.mark, field: field, hasValue: false)
            }
            let name = String(text[..<position])
            guard !name.isEmpty else {
                item.error("the line has no name before \(separator)", "write name\(separator)value")
                return nil
            }
            let rest = String(text[text.index(after: position)...])
            let field = item.with(text: rest, key: "\(key).\(name)")
            return FieldPair(name: name, line: text, mark: item.mark, field: field, hasValue: true)
        }
    }
}

extension Field {
    /// The value of a mapping's entry.
    init(_ entry: YAMLEntry, under key: String, problems: ProblemList) {
        value = entry.value
        if case .scalar = value.content { mark = value.mark } else { mark = entry.mark }
        self.key = key.isEmpty ? entry.key : "\(key).\(entry.key)"
        self.problems = problems
    }
}

extension FieldPair {
    /// Reports a key that nobody knows, with the one that was probably meant.
    func reportUnknown(among known: [String]) {
        let nearest = field.problems.isFull ? nil : NameSuggestion.nearest(to: name, in: known)
        let few = known.count <= 20 ? "write one of \(known.listed())" : "remove it"
        field.problems.add(
            .error,
            at: mark,
            key: field.key,
            "the key \(quoted(name)) is not known",
            nearest.map { "did you mean \($0)?" } ?? few
        )
    }
}
