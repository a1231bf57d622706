//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import NIOCore
import Testing

@Suite struct ExecOutputDecoderTests {
    private func frame(_ source: UInt8, _ text: String) -> [UInt8] {
        [source, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
    }

    @Test func joinsFramesHoweverTheyArrive() {
        let bytes = frame(1, "out") + frame(2, "") + frame(2, "err")
        for size in 1...bytes.count {
            var decoder = ExecOutputDecoder(limit: 100)
            for start in stride(from: 0, to: bytes.count, by: size) {
                decoder.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(String(buffer: decoder.output) == "outerr")
        }
    }

    @Test func keepsTheBeginningOnly() {
        var decoder = ExecOutputDecoder(limit: 4)
        decoder.append(ByteBuffer(bytes: frame(1, "abc") + frame(1, "def") + frame(1, "g")))
        #expect(String(buffer: decoder.output) == "abcd")
    }
}
