//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Console

@Suite struct HTMLTests {
    @Test func whatIsPutInIsEscaped() {
        let name = "<b title=\"x\">'&'</b>"
        let html: HTML = "<p title=\"\(name)\">\(name)</p>"
        let escaped = "&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"
        #expect(html.text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func markupNumbersAndListsArePutInAsTheyAre() {
        let bold: HTML = "<b>x</b>"
        let none: HTML? = nil
        #expect(("\(bold) \(7) \([bold, bold])\(none)" as HTML).text == "<b>x</b> 7 <b>x</b><b>x</b>")
    }

    @Test func textsOfOtherLanguagesStay() {
        let name = "集群 <1> ü"
        #expect(("\(name)" as HTML).text == "集群 &lt;1&gt; ü")
    }
}
