//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A program with its arguments, as a value that can be looked at before it is run.
package struct ShellCommand: Equatable, Sendable, CustomStringConvertible {
    /// The program's name, found through PATH.
    package let program: String
    /// The arguments after the program's name.
    package let arguments: [String]
    /// What the program reads from standard input.
    package var input: String?
    /// What is added to the environment; the place for secrets, as everyone can see arguments.
    package var environment: [String: String] = [:]
    /// Whether a failure is expected and ignored.
    package var mayFail = false

    /// A command of these words, the program first.
    package init(_ words: [String]) {
        program = words.first ?? ""
        arguments = Array(words.dropFirst())
    }

    /// A command of these words, the program first.
    package init(_ words: String...) {
        self.init(words)
    }

    /// The same command, with failure ignored.
    package var ignoringFailure: Self {
        var copy = self
        copy.mayFail = true
        return copy
    }

    /// The command as it could be typed into a shell.
    package var description: String {
        ([program] + arguments).map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default:
                "-_./:=,@+%".utf8.contains(byte)
            }
        }
        guard !isPlain || word.isEmpty else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

/// A step towards the cluster that may be done already.
package struct PlanStep: Equatable, Sendable {
    /// What there is after the step.
    package let title: String
    /// Succeeds where the step is done; none means that the commands can be repeated freely.
    package let check: ShellCommand?
    /// What does the step, in order.
    package let commands: [ShellCommand]

    /// A step that is skipped where `check` succeeds.
    package init(_ title: String, unless check: ShellCommand? = nil, do commands: [ShellCommand]) {
        self.title = title
        self.check = check
        self.commands = commands
    }
}
