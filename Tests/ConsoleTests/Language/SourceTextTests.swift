//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// What the sources say of texts, which no page that is rendered in a test could tell for all of them.
@Suite struct SourceTextTests {
    private static let sources: [(file: String, text: String)] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Console")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter {
            // `Text` itself is made of what it is given.
            $0.pathExtension == "swift" && $0.lastPathComponent != "Text.swift"
        }.compactMap { file in
            (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) }
        }
    }()

    /// Words that are the same in every language.
    private static let names: Set<String> = ["Gantry"]
    /// What Chinese readers know by its English name.
    private static let terms: Set<String> = ["AccessKey ID", "AccessKey Secret", "Agent"]

    @Test func eachTextIsThereInBothLanguages() throws {
        let pair = try Regex(#"Text\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\s*\)"#)
        var count = 0
        for (file, text) in Self.sources {
            for match in text.matches(of: pair) {
                let english = String(match.output[1].substring ?? "")
                let chinese = String(match.output[2].substring ?? "")
                count += 1
                #expect(!english.isEmpty && !chinese.isEmpty, "\(file): \(english) / \(chinese)")
                #expect(english.unicodeScalars.allSatisfy { $0.value < 0x2E80 }, "\(file): \(english): is no English")
                let isSame = english == chinese && english.allSatisfy { $0.isUppercase || !$0.isLetter }
                let hasChinese = chinese.unicodeScalars.contains {
                    // Ideographs, and full-width punctuation.
                    (0x4E00...0x9FFF).contains($0.value) || (0xFF00...0xFF60).contains($0.value)
                }
                #expect(
                    isSame || hasChinese || Self.terms.contains(chinese),
                    "\(file): \(english) / \(chinese): is no Chinese"
                )
                let values = try Regex(#"\\\([^)]*\)"#)
                #expect(
                    Set(english.matches(of: values).map { String($0.output[0].substring ?? "") })
                        .isSuperset(of: chinese.matches(of: values).map { String($0.output[0].substring ?? "") }),
                    "\(file): \(chinese): has a value that the English lacks"
                )
            }
        }
        #expect(count > 50)
    }

    /// Words between tags that come from no `Text` are the same in every language, which only names are.
    @Test func markupHasNoWordsOfItsOwn() throws {
        let words = try Regex(#">([^<>\\"{}=$]*[A-Za-z]{2,}[^<>\\"{}=$]*)<"#)
        for (file, text) in Self.sources {
            for match in text.matches(of: words) {
                let found = String(match.output[1].substring ?? "")
                #expect(Self.names.contains(found.trimmingCharacters(in: .whitespaces)), "\(file): '\(found)'")
            }
        }
    }

    /// Pages' security policy lets no style or script of theirs through.
    @Test func markupHasNoStylesAndHandlers() throws {
        let attributes = try Regex(#"<[a-z][^>]*\s(?:style|on[a-z]+)="#)
        for (file, text) in Self.sources {
            #expect(text.firstMatch(of: attributes) == nil, "\(file)")
        }
    }
}
