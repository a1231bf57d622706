//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import NIOCore
import Testing

@Suite struct MessageLinesTests {
    @Test func linesAreCutWhereverThePartsEnd() throws {
        var lines = MessageLines(maximumLength: 10)
        #expect(try texts(&lines, adding: "on") == [])
        #expect(try texts(&lines, adding: "e\ntwo\nthr") == ["one", "two"])
        #expect(try texts(&lines, adding: "") == [])
        #expect(try texts(&lines, adding: "ee\n\n") == ["three", ""])
    }

    @Test func longLinesAreRefusedEvenBeforeTheirEnd() throws {
        var complete = MessageLines(maximumLength: 3)
        #expect(throws: MessageLines.TooLong.self) { try texts(&complete, adding: "four\n") }
        var open = MessageLines(maximumLength: 3)
        #expect(throws: MessageLines.TooLong.self) { try texts(&open, adding: "four") }
    }

    private func texts(_ lines: inout MessageLines, adding text: String) throws -> [String] {
        lines.append(ByteBuffer(string: text))
        var result: [String] = []
        while let line = try lines.next() { result.append(String(buffer: line)) }
        return result
    }
}
