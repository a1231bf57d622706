//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import Testing

@testable import Console

@Suite struct NoticeTests {
    @Test func aCookieBringsItToTheNextPage() {
        let notice = Notice(text: "done", warnings: ["one\ntwo", "three"], more: "more")
        #expect(Notice(cookie: notice.cookie) == notice)
        #expect(notice.warnings == ["one two", "three"])
        #expect(Notice(cookie: "").text == "")
    }

    @Test(arguments: ["x", "警"])
    func aCookieHasALimit(letter: String) {
        let long = String(repeating: letter, count: 100)
        let notice = Notice(text: "done", warnings: Array(repeating: long, count: 100), more: "more")
        #expect(notice.warnings.count > 2 && notice.warnings.last == "more")
        #expect(PercentEncoding.encode(notice.cookie).utf8.count <= 3_000)
    }
}
