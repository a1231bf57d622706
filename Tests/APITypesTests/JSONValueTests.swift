//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        (#"{"a":[1,-2,null],"b":{"c":true}}"#, ["a": [1, -2, .null], "b": ["c": true]] as JSONValue),
        ("9223372036854775807", .int(.max)),
        ("0.25", .double(0.25)),
        ("1e300", .double(1e300)),
        (#""text""#, "text"),
    ])
    func isReadAndWrittenAsItIs(text: String, value: JSONValue) throws {
        let read = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        #expect(read == value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(read)) == value)
    }

    @Test func onlyAnObjectHasKeys() {
        let object: JSONValue = ["a": 1]
        #expect(object["a"] == 1 && object["b"] == nil)
        #expect(JSONValue.array([1])["a"] == nil)
    }
}
