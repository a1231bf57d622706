//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A text of the user's as an error message shows it: in quotes, on one line, and not too long.
func quoted(_ text: some StringProtocol) -> String {
    var shown = "\""
    for character in text.unicodeScalars.prefix(60) {
        switch character {
        case "\n": shown += "\\n"
        case "\t": shown += "\\t"
        case "\"": shown += "\\\""
        default: shown.unicodeScalars.append(character.properties.generalCategory == .control ? "\u{FFFD}" : character)
        }
    }
    return shown + (text.unicodeScalars.count > 60 ? "…\"" : "\"")
}

extension Sequence<String> {
    /// The texts as a sentence lists them: `a, b or c`.
    func listed(_ conjunction: String = "or") -> String {
        let all = Array(self)
        guard let last = all.last, all.count > 1 else { return all.first ?? "" }
        return all.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
