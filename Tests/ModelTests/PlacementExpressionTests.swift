//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Testing

@Suite struct PlacementExpressionTests {
    @Test(arguments: [
        ("node==n1", PlacementExpression(key: "node", value: "n1")),
        ("node!=n1", PlacementExpression(key: "node", isNegated: true, value: "n1")),
        ("region==~us*", PlacementExpression(key: "region", value: "us*", isSoft: true)),
        ("region!=~us*", PlacementExpression(key: "region", isNegated: true, value: "us*", isSoft: true)),
        ("_a==/(?i)x y/", PlacementExpression(key: "_a", value: "/(?i)x y/")),
        (
            "aliyun.node_index!=(1|2|3)",
            PlacementExpression(key: "aliyun.node_index", isNegated: true, value: "(1|2|3)")
        ),
        ("key===x", PlacementExpression(key: "key", value: "=x")),
        ("key==!x", PlacementExpression(key: "key", value: "!x")),
        ("key==!~x", PlacementExpression(key: "key", value: "!~x")),
        ("key==/", PlacementExpression(key: "key", value: "/")),
        (
            "aliyun.lb.port_6379!=tcp://proxy_test:6379",
            PlacementExpression(key: "aliyun.lb.port_6379", isNegated: true, value: "tcp://proxy_test:6379")
        ),
    ])
    func expressionsAreReadAndWrittenBack(text: String, expected: PlacementExpression) throws {
        #expect(try PlacementExpression(parsing: text) == expected)
        #expect(expected.description == text)
        let data = try JSONEncoder().encode([expected])
        #expect(try JSONDecoder().decode([PlacementExpression].self, from: data) == [expected])
    }

    @Test(arguments: [
        ("", "One of operator ==, != is expected"), ("node", "One of operator ==, != is expected"),
        ("node=x", "One of operator ==, != is expected"), ("node=~x", "One of operator ==, != is expected"),
        ("==x", "Key '' is invalid"), ("n==x", "Key 'n' is invalid"), ("1a==x", "Key '1a' is invalid"),
        ("a/b==x", "Key 'a/b' is invalid"), ("a b==x", "Key 'a b' is invalid"), ("ä1==x", "Key 'ä1' is invalid"),
        ("node!==x", "Key 'node!' is invalid"), ("node==", "Value '' is invalid"), ("node==~", "Value '~' is invalid"),
        ("node===", "Value '=' is invalid"), ("node==!", "Value '!' is invalid"), ("node==/~", "Value '/~' is invalid"),
        ("node==a~b", "Value 'a~b' is invalid"), ("node==~~b", "Value '~~b' is invalid"),
        ("node==a,b", "Value 'a,b' is invalid"), ("node==a@b", "Value 'a@b' is invalid"),
        ("node==/a{2}/", "Value '/a{2}/' is invalid"), ("node==a==b", "Value 'a==b' is invalid"),
        ("node==ä", "Value 'ä' is invalid"), ("node==a#b", "Value 'a#b' is invalid"),
        ("node==" + String(repeating: "a", count: 600), "the expression is longer than 512 bytes"),
    ])
    func whatIsNoExpressionIsRefusedInTheWordsOfSwarm(text: String, message: String) {
        #expect { try PlacementExpression(parsing: text) } throws: { "\($0)" == message }
    }

    @Test(arguments: [
        ("n1", "n1", true), ("n1", "N1", false), ("n1", "n11", false), ("ub*t*", "ubuntu", true),
        ("ub*t*", "xubuntu", false),
        ("*", "", true), ("1.2", "1x2", true), ("1\\.2", "1x2", false), ("(1|2|3)", "2", true),
        ("(1|2|3)", "12", false),
        ("node 1|x", "max", true), ("node 1|x", "node 12", true), ("node 1|x", "a node 1", false),
        ("/us/", "bus", true), ("/us/", "US", false), ("/(?i)us/", "bUs", true), ("/^us$/", "bus", false),
        ("/", "/", true), ("//", "anything", true), ("tcp://proxy_test:6379", "tcp://proxy_test:6379", true),
    ])
    func valuesMatchAsInSwarm(value: String, text: String, isMatch: Bool) throws {
        #expect(try ValuePattern(value).matches(text) == isMatch)
    }
}
