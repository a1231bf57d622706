//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How the values of settings are taken apart.
enum SettingText {
    /// The longest value of a setting that isn't a certificate, in bytes.
    static let maximumValue = 16 << 10
    /// The longest list of certificates in one value, in bytes.
    static let maximumPEM = 64 << 10
    /// HAProxy's own limit of the words in a line.
    static let maximumWords = 64

    /// The parts between commas, where `\,` is a comma that belongs to a part; trimmed, empty ones left out.
    static func list(_ text: String) -> [String] { parts(text).filter { !$0.isEmpty } }

    /// The parts between commas, which have no escape here; trimmed, empty ones left out.
    static func plainList(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
    }

    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        for byte in text.utf8 {
            guard byte == UInt8(ascii: ",") else {
                part.append(byte)
                continue
            }
            if part.last == UInt8(ascii: "\\") {
                part[part.count - 1] = byte
            } else {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            }
        }
        parts.append(String(decoding: part, as: UTF8.self))
        return parts.map { String($0.trimmingSpaces) }
    }

    /// Whether a value has a character that ends a line, or another one that nobody sees.
    static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\t"
            case .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }

    /// A text as one word of HAProxy's configuration, whatever is in it but control characters.
    static func word(_ text: String) -> String {
        var word = ""
        for character in text.unicodeScalars {
            if " \t#\\\"'".unicodeScalars.contains(character) { word += "\\" }
            word.unicodeScalars.append(character)
        }
        return word
    }

    /// The number of a port; nil for what is none.
    static func port(_ text: some StringProtocol) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(text), (1...65_535).contains(port)
        else { return nil }
        return port
    }
}

extension StringProtocol {
    /// Without blanks at its ends.
    var trimmingSpaces: SubSequence {
        var part = self[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return part
    }
}
