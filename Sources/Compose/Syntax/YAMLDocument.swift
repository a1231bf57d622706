//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Reads a file that holds one YAML document, which may come from a stranger.
///
/// Everything that could make a small text cost much is bounded: size, depth, anchors, aliases, and what the aliases
/// expand to.
package enum YAMLDocument {
    package static let maximumBytes = 1 << 20
    package static let maximumDepth = 32
    package static let maximumAnchors = 100
    package static let maximumAliases = 1000
    /// Values and keys, with everything that aliases stand for.
    package static let maximumNodes = 100_000
    /// Bytes of all scalars together, with everything that aliases stand for.
    package static let maximumExpandedBytes = 4 << 20
    static let maximumProblems = 100

    /// Reads the text; an empty text is a null.
    ///
    /// - Throws: `YAMLError`, with the place of everything that is wrong.
    package static func parse(_ text: String, file: String) throws(YAMLError) -> YAMLValue {
        guard text.utf8.count <= maximumBytes else {
            throw YAMLError(
                file: file,
                YAMLFailure(
                    at: SourceMark(line: 1, column: 1),
                    "the file has \(text.utf8.count) bytes",
                    "keep it to \(maximumBytes) bytes"
                )
            )
        }
        var duplicates: [YAMLFailure] = []
        do throws(YAMLFailure) {
            var composer = YAMLComposer(reader: try YAMLEventReader(text))
            defer { duplicates = composer.duplicates }
            let value = try composer.document()
            guard let first = composer.duplicates.first else { return value }
            throw first
        } catch {
            if !duplicates.contains(error) { duplicates.append(error) }
            throw YAMLError(file: file, duplicates)
        }
    }
}

/// What is wrong with a YAML text.
package struct YAMLError: Error, CustomStringConvertible {
    /// At least one, by line.
    package var problems: [Problem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }

    init(file: String, _ failure: YAMLFailure) { self.init(file: file, [failure]) }

    init(file: String, _ failures: [YAMLFailure]) {
        problems = failures.map { failure in
            Problem(
                .error,
                file: file,
                line: failure.mark.line,
                column: failure.mark.column,
                message: failure.message,
                remedy: failure.remedy
            )
        }
        problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    }
}

/// One thing that is wrong, without the file's name.
struct YAMLFailure: Error, Equatable {
    var mark: SourceMark
    var message: String
    var remedy: String

    init(at mark: SourceMark, _ message: String, _ remedy: String) {
        self.mark = mark
        self.message = message
        self.remedy = remedy
    }
}
