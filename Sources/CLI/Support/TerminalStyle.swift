//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// Colours and line control of a terminal, where the output is one.
package struct TerminalStyle: Sendable {
    package enum Colour: String, Sendable {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
        case bold = "1"
    }

    package let isTerminal: Bool
    private let hasColours: Bool

    package init(noColor: Bool) {
        isTerminal = isatty(STDOUT_FILENO) == 1
        let variables = Environment.variables
        hasColours = isTerminal && !noColor && (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
    }

    package func paint(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// The colour of a state's word.
    package func paint(state: String) -> String {
        switch state {
        case "running", "healthy", "ready", "succeeded", "finished": paint(state, .green)
        case "failed", "unhealthy", "lost", "exited", "dead", "engineDown", "timedOut": paint(state, .red)
        case "starting", "launching", "updating", "scaling", "stopping", "deleting", "disconnected", "joining",
            "restarting":
            paint(state, .yellow)
        default: state
        }
    }
}
