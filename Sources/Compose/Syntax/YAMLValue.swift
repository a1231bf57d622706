//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A place in a text; both counts start at 1.
package struct SourceMark: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A YAML value with its place; aliases and merge keys are resolved, scalars keep the text they were written with.
///
/// Scalars have no type of their own: whoever asks for a number reads one, so that `22:22`, `3.10`, `on` and `0444`
/// stay text where text is wanted.
package struct YAMLValue: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLValue])
        /// In the order written; every key occurs once.
        case mapping([YAMLEntry])
    }

    package var content: Content
    package var mark: SourceMark

    package init(_ content: Content, at mark: SourceMark) {
        self.content = content
        self.mark = mark
    }

    /// The value of a mapping's key; nil when there is no such key, or the value is no mapping.
    package subscript(key: String) -> YAMLValue? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var isMapping: Bool {
        guard case .mapping = content else { return false }
        return true
    }

    /// Whether a variable without a value is anywhere in it.
    var isUnresolved: Bool {
        switch content {
        case .scalar(let scalar): scalar.isUnresolved
        case .sequence(let values): values.contains(where: \.isUnresolved)
        case .mapping(let entries): entries.contains(where: \.value.isUnresolved)
        }
    }

    /// Whether the value is left out, or written as `null` or `~`.
    package var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isNull
    }
}

/// One key of a mapping with its value.
package struct YAMLEntry: Hashable, Sendable {
    package var key: String
    package var mark: SourceMark
    package var value: YAMLValue

    package init(key: String, at mark: SourceMark, value: YAMLValue) {
        self.key = key
        self.mark = mark
        self.value = value
    }
}

/// A YAML scalar: its text, and whether quotes (or a block style) make it text in any case.
package struct YAMLScalar: Hashable, Sendable {
    package var text: String
    package var isQuoted: Bool
    /// Whether a variable in it has no value, so that the text means nothing; the missing variable is reported already.
    package var isUnresolved = false

    package init(_ text: String, isQuoted: Bool = false) {
        self.text = text
        self.isQuoted = isQuoted
    }

    /// Whether the scalar is YAML's null: not quoted, and empty, `~` or `null`.
    package var isNull: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }
}
