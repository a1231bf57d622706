//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Splits a command line into words as a POSIX shell would, without expanding anything.
///
/// - Returns: nil when a quote is not closed or the line ends in a backslash.
func shellWords(_ line: String) -> [String]? {
    enum State {
        case plain
        case single
        case double
    }
    var words: [String] = []
    var word: String?
    var state = State.plain
    var characters = line.unicodeScalars.makeIterator()
    func append(_ scalar: Unicode.Scalar) {
        var text = word ?? ""
        word = nil
        text.unicodeScalars.append(scalar)
        word = text
    }
    while let character = characters.next() {
        switch (state, character) {
        case (.plain, " "), (.plain, "\t"), (.plain, "\n"), (.plain, "\r"):
            if let finished = word { words.append(finished) }
            word = nil
        case (.plain, "'"), (.plain, "\""):
            state = character == "'" ? .single : .double
            word = word ?? ""
        case (.single, "'"), (.double, "\""):
            state = .plain
        case (.plain, "\\"):
            guard let next = characters.next() else { return nil }
            append(next)
        case (.double, "\\"):
            guard let next = characters.next() else { return nil }
            // Inside double quotes a backslash only takes the meaning from a quote and from itself.
            if next != "\"", next != "\\" { append(character) }
            append(next)
        default:
            append(character)
        }
    }
    guard state == .plain else { return nil }
    if let word { words.append(word) }
    return words
}
