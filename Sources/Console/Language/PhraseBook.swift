//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The phrases that the API says, with their translation into one language.
package struct PhraseBook: Sendable {
    /// What the API says, in Chinese.
    package static let chinese = PhraseBook([
        applicationPhrases, clusterPhrases, enginePhrases, labelPhrases, orchestrationPhrases, routingPhrases,
        routingRulePhrases, schedulingPhrases, serverPhrases, serviceKeyPhrases, templatePhrases, valuePhrases,
    ])

    /// Bytes of the longest text that is looked up.
    private static let longest = 4_096
    /// How deep phrases are looked for in what phrases are about.
    private static let deepest = 4

    /// By the byte that they begin with, and those with most words of their own first.
    private let phrases: [UInt8?: [Phrase]]
    /// Lines of the texts that are no phrases, for tests.
    let mistakes: [String]

    /// - Parameter texts: Phrases: a line of English, a line of the translation, and an empty line.
    init(_ texts: [String]) {
        var phrases: [Phrase] = []
        var mistakes: [String] = []
        for text in texts {
            for entry in text.split(separator: "\n\n") {
                let lines = entry.split(separator: "\n").map(String.init)
                if lines.count == 2, let phrase = Phrase(lines[0], lines[1]) {
                    phrases.append(phrase)
                } else {
                    mistakes.append(String(entry))
                }
            }
        }
        self.phrases = Dictionary(grouping: phrases, by: \.firstByte).mapValues { list in
            list.sorted { $0.literalCount > $1.literalCount }
        }
        self.mistakes = mistakes
    }

    /// What the API said in the book's language, as far as its phrases are known.
    func translate(_ text: String) -> String { translate(Array(text.utf8)[...], depth: 0) }

    /// Whether the whole of a text is a phrase.
    package func knows(_ text: String) -> Bool { find(Array(text.utf8), depth: 0) != nil }

    private func translate(_ bytes: ArraySlice<UInt8>, depth: Int) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard depth < Self.deepest, bytes.count <= Self.longest else { return text }
        if let found = find(Array(bytes), depth: depth) { return found }
        let parts = text.split(separator: "; ", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return text }
        let translated = parts.map { translate(Array($0.utf8)[...], depth: depth + 1) }
        return zip(parts, translated).contains(where: !=) ? translated.joined(separator: "；") : text
    }

    /// The translation by the phrase that fits best.
    private func find(_ bytes: [UInt8], depth: Int) -> String? {
        guard let first = bytes.first else { return nil }
        var (closed, open) = ((phrases[first] ?? [])[...], (phrases[nil] ?? [])[...])
        while let next = Self.better(closed.first, open.first) {
            if let found = next.translate(bytes, fill: { translate($0, depth: depth + 1) }) { return found }
            if next.firstByte == nil { open.removeFirst() } else { closed.removeFirst() }
        }
        return nil
    }

    private static func better(_ one: Phrase?, _ other: Phrase?) -> Phrase? {
        guard let one, let other else { return one ?? other }
        return one.literalCount >= other.literalCount ? one : other
    }
}
