//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Console

@Suite struct LineDifferenceTests {
    @Test func equalTextsHaveNone() {
        #expect(LineDifference(from: "a\nb\n", to: "a\nb").hunks.isEmpty)
        #expect(LineDifference(from: "", to: "").hunks.isEmpty)
    }

    @Test func aChangeHasThreeLinesAroundIt() throws {
        let old = (1...10).map(String.init).joined(separator: "\n")
        let new = old.split(separator: "\n").map { $0 == "5" ? "five" : $0 }.joined(separator: "\n")
        let hunk = try #require(LineDifference(from: old, to: new).hunks.first)
        #expect(hunk.oldStart == 2)
        #expect(
            hunk.lines == [
                .same("2"), .same("3"), .same("4"), .removed("5"), .added("five"), .same("6"), .same("7"), .same("8"),
            ]
        )
    }

    @Test func changesFarApartAreHunksOfTheirOwn() {
        let old = (1...30).map(String.init).joined(separator: "\n")
        let new = "first\n" + old + "\nlast"
        let hunks = LineDifference(from: old, to: new).hunks
        #expect(hunks.count == 2)
        #expect(hunks.last?.newStart == 29)
        #expect(hunks.last?.lines.last == .added("last"))
    }
}
