//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Testing

@Suite struct JSONTextTests {
    @Test func whatIsNotChangedStaysAsItWas() throws {
        let text = #"{"b" : 18446744073709551615 ,"a":[1.50, {"x":null}] , "s":"q\"\u00e9\ud83d\ude00"}"#
        var members = try #require(JSONText(parsing: text)?.members)
        #expect(members["s"]?.string == "q\"é😀")
        #expect(members["a"]?.elements?.map(\.text) == ["1.50", #"{"x":null}"#])
        members["a"] = .strings(["z"])
        members["n"] = 3
        #expect(members.json.text == #"{"b":18446744073709551615,"a":["z"],"s":"q\"\u00e9\ud83d\ude00","n":3}"#)
        members["b"] = nil
        #expect(members.json.text.hasPrefix(#"{"a""#))
    }

    @Test func aKeyThatComesTwiceIsSetOnce() throws {
        var members = try #require(JSONText(parsing: #"{"a":1,"b":2,"a":3}"#)?.members)
        #expect(members["a"]?.int == 3)
        members["a"] = 4
        #expect(members.json.text == #"{"a":4,"b":2}"#)
    }

    @Test(arguments: ["", " ", "{", "[1", #""a"#, #"{"a"}"#, "1 2", "[1]]", "{}x", #"["\"]"#, ",", "\u{7}"])
    func whatIsNoValueIsNone(text: String) {
        let json = JSONText(parsing: text)
        #expect(json == nil || (json?.members == nil && json?.elements == nil && json?.string == nil))
    }

    @Test(arguments: ["[1 2]", #"{"a":1,}"#, "[1,]", #"{1:2}"#, "{]", "[}", #"{"a" 1}"#])
    func whatIsBrokenInsideShowsWhenItIsRead(text: String) throws {
        let json = JSONText(parsing: text)
        #expect(json?.members == nil && json?.elements == nil)
    }

    @Test func longTextsEndAtTheirOwnQuote() throws {
        // Of every length and place, as they are looked through several bytes at a time.
        for length in 0...40 {
            let plain = String(repeating: "x", count: length)
            for text in [plain, plain + #"\""# + plain, plain + #"\\"#, #"\\\""# + plain, plain + "é}]"] {
                let array = try #require(JSONText(parsing: #"["\#(text)","y"]"#), "\(text)")
                #expect(array.elements?.count == 2, "\(text)")
                #expect(array.elements?.last?.string == "y", "\(text)")
                #expect(JSONText(parsing: #"["\#(text)"#) == nil, "\(text)")
            }
        }
    }

    @Test func deepTextsCostNoStack() throws {
        let text = String(repeating: "[", count: 1_000_000) + String(repeating: "]", count: 1_000_000)
        #expect(JSONText(parsing: text)?.elements?.count == 1)
    }

    @Test func readsAndWritesTexts() {
        for text in ["", "a", "\"\\\u{1}\n\t/", "é😀"] {
            let json = JSONText.string(text)
            #expect(json.string == text && JSONText(parsing: json.text)?.string == text)
        }
        #expect(JSONText(parsing: #""\x""#)?.string == nil)
        #expect(JSONText(parsing: #""\u12""#)?.string == nil)
        #expect(JSONText(parsing: #"["a",1]"#)?.strings == nil)
        #expect(JSONText(parsing: #"{"a":"b"}"#)?.stringValues == ["a": "b"])
        #expect(
            JSONText(parsing: "true")?.bool == true && JSONText(parsing: "null")?.isNull == true
                && JSONText(parsing: "12")?.int == 12
        )
    }
}
