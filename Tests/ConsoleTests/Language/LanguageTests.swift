//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Console

@Suite struct LanguageTests {
    @Test(arguments: [
        ("", Language.english), ("zh-CN,zh;q=0.9,en;q=0.8", .chinese), ("en-GB,en;q=0.9,zh;q=0.1", .english),
        ("fr, zh;q=0.5", .chinese), ("de", .english), ("en;q=0.2, ZH-tw;q=0.3", .chinese), ("zh;q=x", .english),
    ])
    func theBrowsersFavouriteCounts(header: String, language: Language) {
        #expect(Language.accepted(header) == language)
    }
}
