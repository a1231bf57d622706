//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct TextPatternTests {
    @Test(arguments: [
        ("", "abc", true), ("b", "abc", true), ("^b", "abc", false), ("^a", "abc", true), ("c$", "abc", true),
        ("b$", "abc", false), ("^$", "", true), ("^$", "a", false), ("a.c", "abc", true), ("a.c", "a\nc", false),
        ("(?s)a.c", "a\nc", true), ("^ab*c$", "ac", true), ("^ab*c$", "abbbc", true), ("^ab+c$", "ac", false),
        ("^ab+c$", "abbc", true), ("^ab?c$", "abbc", false), ("^ab?c$", "ac", true), ("^ab*?c$", "abbc", true),
        ("^a|b$", "ax", true), ("^a|b$", "xb", true), ("^a|b$", "xax", false), ("^(a|b|)c$", "c", true),
        ("^(ab)+$", "ababab", true), ("^(ab)+$", "aba", false), ("^(?:a|b)*$", "abba", true), ("^(a*)*$", "aaa", true),
        ("^(|a)+$", "aa", true), ("^(a|b)?c$", "bc", true), ("^()+$", "", true), ("a||b", "x", true),
        ("^[abc]+$", "cab", true), ("^[^abc]+$", "xyz", true), ("^[^abc]+$", "xaz", false), ("^[a-c]$", "b", true),
        ("^[a-c]$", "d", false), ("^[]a]+$", "]a", true), ("^[^]a]$", "]", false), ("^[a-]+$", "-a", true),
        ("^[-a]+$", "-a", true), ("^[\\d.]+$", "1.2", true), ("^[[:alpha:]_]+$", "aZ_", true),
        ("[[:^alpha:]]", "ab", false),
        ("^[\\]\\\\]+$", "]\\", true), ("^\\d+$", "0129", true), ("\\D", "012", false), ("^\\w+$", "a_9", true),
        ("\\W", "a-b", true), ("\\s", "a b", true), ("\\S", " ", false), ("\\ba", "xa", false), ("\\ba", "x a", true),
        ("\\Ba", "xa", true), ("\\Aa", "ba", false), ("a\\z", "ab", false), ("^\\x41\\t\\052$", "A\t*", true),
        ("^a\\.b$", "axb", false), ("^a\\Q.*\\Eb$", "a.*b", true), ("^a\\Q.*\\Eb$", "axxb", false),
        ("(?i)^aB[c-d]$", "AbD", true),
        ("^(?i:a)b$", "Ab", true), ("^(?i:a)b$", "AB", false), ("(?i)a(?-i)b", "AB", false),
        ("(?m)^b$", "a\nb\nc", true),
        ("(?mi-s)^B$", "a\nb", true), ("^é.$", "éü", true), ("^[^a]$", "👩", true),
    ])
    func patternsMatch(pattern: String, text: String, isMatch: Bool) throws {
        #expect(try TextPattern(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        ("(", "missing closing )"), ("a)", "unexpected )"), ("(a", "missing closing )"), ("(?i", "missing closing )"),
        ("*", "missing argument to repetition operator *"), ("a|+", "missing argument to repetition operator +"),
        ("(?", "missing closing )"), ("(?<n>a)", "unsupported group (?<"), ("(?=a)", "unsupported group (?="),
        ("a**", "invalid nested repetition operator **"), ("a+*", "invalid nested repetition operator +*"),
        ("a*??", "invalid nested repetition operator *?"), ("[", "missing closing ]"), ("[a", "missing closing ]"),
        ("[]", "missing closing ]"), ("[z-a]", "invalid character class range z-a"),
        ("[[:foo:]]", "invalid character class [:foo:]"), ("a\\", "trailing backslash at the end"),
        ("\\1", "invalid escape sequence \\1"), ("\\p", "invalid escape sequence \\p"),
        ("\\xg", "invalid escape sequence"),
        ("a{2}", "counted repetitions are not supported"), ("[\\", "trailing backslash at the end"),
        (String(repeating: "a", count: 513), "it is longer than 512 characters"),
        (String(repeating: "(", count: 51), "its groups are more than 50 deep"),
    ])
    func whatIsNoPatternIsRefused(pattern: String, message: String) {
        #expect { try TextPattern(pattern) } throws: { "\($0)" == message }
    }

    /// Each of them takes a matcher that goes back longer than the age of the universe.
    @Test(arguments: [
        "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*a)(.*a)(.*a)(.*a)(.*a)(.*a)(.*a)(.*a)(.*a)(.*a)$", "(a*)*b",
        "^(a?)*b$",
        "^((a*)*)*$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
        String(repeating: "a?", count: 200) + String(repeating: "a", count: 100) + "b$",
        String(repeating: "(", count: 50) + "a*" + String(repeating: ")*", count: 50) + "b",
    ])
    func hostilePatternsTakeNoLongerThanOthers(pattern: String) throws {
        let compiled = try TextPattern(pattern)
        #expect(!compiled.matches(String(repeating: "a", count: 4_000) + "!"))
    }

    @Test func textsThatAreTooLongMatchNothing() throws {
        #expect(try TextPattern("a").matches(String(repeating: "a", count: 4_096)))
        #expect(try !TextPattern("a").matches(String(repeating: "a", count: 4_097)))
    }

    /// Whatever is written, it is read or refused, and compared.
    @Test func anyTextIsReadOrRefused() {
        let signs = Array("ab*+?()[]|^$.\\-:/ idDwQEx0ms{é")
        var state: UInt64 = 1
        var readable = 0
        for _ in 0..<5_000 {
            var pattern = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                pattern.append(signs[Int(state >> 33) % signs.count])
            }
            guard let compiled = try? TextPattern(pattern) else { continue }
            readable += 1
            _ = compiled.matches("ab-a b/:dé\n0")
        }
        #expect(readable > 100)
    }
}
