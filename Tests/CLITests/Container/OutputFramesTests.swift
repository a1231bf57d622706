//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import Testing

@testable import CLI

@Suite struct OutputFramesTests {
    @Test func framesAreReadHoweverTheyAreCut() {
        let bytes = frame(1, "out") + frame(2, "") + frame(2, "err\n") + frame(1, "more")
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == ["1 out", "2 ", "2 err\n", "1 more"])
        }
        #expect(read(bytes.map { [$0] }) == ["1 out", "2 ", "2 err\n", "1 more"])
    }

    @Test func aFrameThatIsNotCompleteIsKept() {
        #expect(read([Array(frame(1, "out").dropLast())]).isEmpty)
        #expect(read([[1, 0, 0, 0, 255, 255, 255, 255, 65]]).isEmpty)
    }

    private func read(_ parts: [[UInt8]]) -> [String] {
        var frames = OutputFrames()
        return parts.flatMap { frames.take(ByteBuffer(bytes: $0)) }
            .map { "\($0.stream) " + String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        [stream, 0, 0, 0, 0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8)
    }
}
