//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import LocalCluster
import Testing

@Suite struct ProcessStatusTests {
    private static let fields = "1 2 3 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2 3"

    @Test(arguments: ["sh", "a (b) c", ") Z 1"])
    func readsNumberStateAndStart(name: String) throws {
        let status = try #require(ProcessStatus(parsing: "42 (\(name)) S \(Self.fields)\n"))
        #expect(status.pid == 42)
        #expect(status.startTicks == 98765)
        #expect(!status.isZombie)
    }

    @Test func knowsAProcessThatEnded() throws {
        #expect(try #require(ProcessStatus(parsing: "42 (sh) Z \(Self.fields)")).isZombie)
    }

    @Test(arguments: ["", "42", "42 (sh) S 1 2", "x (sh) S 1"])
    func refusesOtherText(line: String) {
        #expect(ProcessStatus(parsing: line) == nil)
    }
}
