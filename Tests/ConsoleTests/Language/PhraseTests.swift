//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Console

@Suite struct PhraseTests {
    private func translate(_ text: String, _ english: String, _ chinese: String) -> String? {
        Phrase(english, chinese)?.translate(Array(text.utf8)) { String(decoding: $0, as: UTF8.self) }
    }

    @Test func holesMayChangePlacesOrBeLeftOut() {
        #expect(translate("a b c", "{x} b {y}", "{y}-{x}") == "c-a")
        #expect(translate("2 containers gone", "{n} container{s?} gone", "{n} 个容器没了") == "2 个容器没了")
        #expect(translate("1 container gone", "{n} container{s?} gone", "{n} 个容器没了") == "1 个容器没了")
        #expect(translate("as it is", "as it is", "原样") == "原样")
    }

    @Test func theWholeTextHasToFit() {
        #expect(translate("a b c d", "a {x} c", "{x}") == nil)
        #expect(translate("z a b c", "a {x} c", "{x}") == nil)
        #expect(translate("as it is not", "as it is", "原样") == nil)
        #expect(translate("a  c", "a {x} c", "{x}") == nil)
        #expect(translate("ac", "a{x}c", "{x}") == nil)
        #expect(translate("aa", "a{x}aa", "{x}") == nil)
    }

    @Test func whatFitsFirstIsLengthenedWhenTheRestDoesNotFit() {
        #expect(translate("node a: b: is lost", "node {x}: is lost", "{x}") == "a: b")
        #expect(translate("a: b: c: end", "{x}: {y}: end", "{x}|{y}") == "a|b: c")
    }

    @Test func whatIsNoPhraseIsRefused() {
        #expect(Phrase("a {x", "b") == nil)
        #expect(Phrase("a {x}", "b {y}") == nil)
    }

    @Test func hostileTextsEndSoon() {
        let long = String(repeating: "a ", count: 2_000)
        #expect(translate(long, "{a} {b} {c} {d} {e} end {f}", "{a}") == nil)
    }
}

@Suite struct PhraseBookTests {
    private let book = PhraseBook([
        """
        node {node}: {reason}
        节点 {node}：{reason}

        is lost
        失联

        node {node}: is lost for {time}
        节点 {node}：失联 {time}

        has no room for {what}
        没有空间容纳 {what}
        """
    ])

    @Test func whatFitsBestIsTaken() {
        #expect(book.translate("node n1: is lost for 3s") == "节点 n1：失联 3s")
    }

    @Test func whatIsInHolesIsTranslatedToo() {
        #expect(book.translate("node n1: is lost") == "节点 n1：失联")
        #expect(book.translate("node n1: has no room for x; is lost") == "节点 n1：没有空间容纳 x；失联")
    }

    @Test func whatIsUnknownStaysAsItIs() {
        #expect(book.translate("nothing of the kind; really") == "nothing of the kind; really")
        #expect(book.translate("") == "")
    }

    @Test func theChinesePhrasesAreWhole() {
        #expect(PhraseBook.chinese.mistakes == [])
    }
}
