//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Testing

@testable import CLI

@Suite struct TextTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        let table = Table(["NAME", "STATE"], [["shop", "running"], ["longer-name", ""]])
        #expect(table.text == "NAME          STATE\nshop          running\nlonger-name   ")
        #expect(Table(["NAME"]).text == "NAME")
    }

    @Test func coloursTakeNoWidth() {
        let table = Table(["A", "B"], [["\u{1B}[32mok\u{1B}[0m", "x"], ["four", "y"]])
        #expect(table.text == "A      B\n\u{1B}[32mok\u{1B}[0m     x\nfour   y")
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("店", 2), ("测试-1", 6), ("カ", 2), ("ｶ", 1), ("한", 2), ("Ａ", 2), ("𠀀", 2), ("é", 1),
        ("e\u{301}", 1), ("→", 1), ("\u{1B}[1;31mx\u{1B}[0m", 1),
    ])
    func widths(text: String, width: Int) { #expect(Table.width(text) == width) }

    @Test(
        arguments: [
            (0, "0 B"), (1, "1 B"), (1_023, "1023 B"), (1_024, "1 KiB"), (1_536, "1.5 KiB"), (1_048_575, "1 MiB"),
            (512 << 20, "512 MiB"), (8_589_934_592, "8 GiB"), (1 << 50, "1024 TiB"),
        ] as [(Int64, String)]
    )
    func sizes(bytes: Int64, text: String) { #expect(SizeText.bytes(bytes) == text) }

    @Test func valuesAreWrittenAsYAML() throws {
        let json = #"""
            {"name":"shop","n":null,"yes":true,"count":3,"big":9223372036854775807,"half":0.5,"none":[],"empty":{},
            "list":["a",{"k":"v","l":[1,2]},["x"]],"map":{"b":{"c":1}},"odd key: 1":"line\nnext \"q\" \\ \u0001"}
            """#
        let tree = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        #expect(
            YAMLText.text(of: tree) == #"""
                "big": 9223372036854775807
                "count": 3
                "empty": {}
                "half": 0.5
                "list":
                  - "a"
                  - "k": "v"
                    "l":
                      - 1
                      - 2
                  - - "x"
                "map":
                  "b":
                    "c": 1
                "n": null
                "name": "shop"
                "none": []
                "odd key: 1": "line\nnext \"q\" \\ \x01"
                "yes": true
                """#
        )
    }
}
