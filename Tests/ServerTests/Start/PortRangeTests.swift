//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Server

@Suite struct PortRangeTests {
    @Test(arguments: ["20000-20999", "1-65535", "80-80"])
    func rangesAreRead(text: String) { #expect(PortRange(text)?.description == text) }

    @Test(arguments: ["", "80", "0-9", "9-8", "1-65536", "-1-5", "a-b", "1-2-3", "1 - 2"])
    func othersAreNone(text: String) { #expect(PortRange(text) == nil) }

    @Test func aPortThatIsTakenIsNotChosen() async throws {
        let one = try #require(PortRange.any.free(besides: []))
        let range = try #require(PortRange("\(one)-\(one)"))
        #expect(range.free(besides: []) == one)
        #expect(range.free(besides: [one]) == nil)
        // The fixture's server takes it, so that nobody else may.
        try await GantryFixture.with { gantry in
            let busy = gantry.ports.api
            #expect(PortRange("\(busy)-\(busy)")?.free(besides: []) == nil)
        }
    }
}
