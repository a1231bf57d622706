//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Server

@Suite struct ZipArchiveTests {
    /// The expected bytes were packed by hand from the format, and are read well by Python's `zipfile`.
    @Test func theArchiveIsThatOfTheFormat() throws {
        let archive = try ZipArchive([.init("a", "one"), .init("b.txt", "")]).bytes
        let hex = archive.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let parts = [
            "504b030414000008000000002100f1866c7a030000000300000001000000616f6e65",
            "504b03041400000800000000210000000000000000000000000005000000622e747874",
            "504b0102140314000008000000002100f1866c7a030000000300000001000000000000000000000080810000000061",
            "504b0102140314000008000000002100000000000000000000000000050000000000000000000000808122000000622e747874",
            "504b0506000000000200020062000000450000000000",
        ]
        #expect(hex == parts.joined())
    }

    @Test(arguments: [("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43)] as [(String, UInt32)])
    func checksums(text: String, sum: UInt32) {
        #expect(CyclicRedundancyCheck.of(Array(text.utf8)) == sum)
    }
}
