//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import NIOCore
import Testing

@Suite struct LineSplitterTests {
    @Test func joinsPartsAndSkipsEmptyLines() throws {
        var lines = LineSplitter(maximumLength: 10)
        lines.append(ByteBuffer(string: "ab"))
        #expect(try lines.next() == nil)
        lines.append(ByteBuffer(string: "c\n\n\nd"))
        #expect(try lines.next() == ByteBuffer(string: "abc"))
        #expect(try lines.next() == nil)
        lines.append(ByteBuffer(string: "\ne\n"))
        #expect(try lines.next() == ByteBuffer(string: "d"))
        #expect(try lines.next() == ByteBuffer(string: "e"))
        #expect(try lines.next() == nil)
    }

    @Test func refusesLinesThatAreTooLong() throws {
        var unfinished = LineSplitter(maximumLength: 3)
        unfinished.append(ByteBuffer(string: "abcd"))
        #expect(throws: LineSplitter.TooLong.self) { try unfinished.next() }
        var finished = LineSplitter(maximumLength: 3)
        finished.append(ByteBuffer(string: "abc\nabcd\n"))
        #expect(try finished.next() == ByteBuffer(string: "abc"))
        #expect(throws: LineSplitter.TooLong.self) { try finished.next() }
    }
}
