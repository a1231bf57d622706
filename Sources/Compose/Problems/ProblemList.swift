//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Collects what is wrong with one template while it is read.
///
/// A reference on purpose: every part that reads a value of the template reports to the same list.
final class ProblemList {
    static let maximumCount = 100

    private let file: String
    private var errors: [Problem] = []
    private var warnings: [Problem] = []

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool { !errors.isEmpty }

    /// Whether nobody will see what is added, so that costly remedies need not be worked out.
    var isFull: Bool { errors.count >= Self.maximumCount }

    func add(
        _ severity: Problem.Severity,
        at mark: SourceMark,
        key: String,
        _ message: String,
        _ remedy: String
    ) {
        let problem = Problem(
            severity,
            file: file,
            line: mark.line,
            column: mark.column,
            key: key.count > 200 ? key.prefix(200) + "…" : key,
            message: message,
            remedy: remedy
        )
        switch severity {
        case .error where errors.count < Self.maximumCount: errors.append(problem)
        case .warning where warnings.count < Self.maximumCount: warnings.append(problem)
        default: break
        }
    }

    /// By line; when there are too many, warnings go first.
    var sorted: [Problem] {
        let kept = errors + warnings.prefix(Self.maximumCount - errors.count)
        return kept.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }.map(\.element)
    }
}
