//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import CustomRouting

@Suite struct SettingTextTests {
    @Test(arguments: [
        ("a,b", ["a", "b"]), (" a , b ", ["a", "b"]), ("a\\,b,c", ["a,b", "c"]), ("", []), (" , ,", []),
        ("a\\\\,b", ["a\\,b"]), ("\\,", [","]), ("ü,ö", ["ü", "ö"]),
    ])
    func listsAreSplitAtCommasThatNothingStandsBefore(text: String, parts: [String]) {
        #expect(SettingText.list(text) == parts)
    }

    @Test func plainListsHaveNoEscape() {
        #expect(SettingText.plainList("a\\,b, c,,") == ["a\\", "b", "c"])
    }

    @Test(arguments: [
        ("a\\nb", "a\nb\n"), ("a\nb\n", "a\nb\n"), ("a\\r", "a\\r\n"), ("a\\\\n", "a\\\\n\n"), ("a\r\nb", "a\nb\n"),
    ])
    func certificatesMayBeOnOneLine(text: String, pem: String) {
        #expect(PEMText.unescaped(text) == pem)
    }

    @Test(arguments: [
        ("a\nb", true), ("a\rb", true), ("a\u{0}", true), ("a\u{2028}b", true), ("a\tb", false), ("ü", false),
    ])
    func lineEndsAreFound(text: String, has: Bool) {
        #expect(SettingText.hasControlCharacters(text) == has)
    }

    @Test func wordsHideNothing() {
        #expect(SettingText.word(##"a b#c"d'e\f"##) == ##"a\ b\#c\"d\'e\\f"##)
    }

    @Test(arguments: [
        ("0", nil), ("1", 1), ("65535", 65_535), ("65536", nil), ("+80", nil), ("", nil), ("٣", nil), ("080", 80),
    ])
    func portsAreNumbers(text: String, port: Int?) {
        #expect(SettingText.port(text) == port)
    }
}
