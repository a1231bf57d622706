//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import HTTPText

@Suite struct PercentEncodingTests {
    @Test func roundTrips() {
        #expect(PercentEncoding.encode("a b/ü~") == "a%20b%2F%C3%BC~")
        #expect(PercentEncoding.decode(PercentEncoding.encode("a b/ü~\n")) == "a b/ü~\n")
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff"]) func brokenTextIsNone(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test func readsQueriesInTheirOrder() {
        let items = PercentEncoding.queryItems("a=1&b&c=x+y%3D&a=2")
        #expect(items.map(\.name) == ["a", "b", "c", "a"])
        #expect(items.map(\.value) == ["1", "", "x y=", "2"])
    }
}
