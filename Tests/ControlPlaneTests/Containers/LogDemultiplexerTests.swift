//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@testable import ControlPlane

@Suite struct LogDemultiplexerTests {
    private static let time = "2016-02-02T07:45:13.113833319Z"

    @Test func framesAreReadHoweverTheyAreCut() {
        let bytes =
            frame(1, "\(Self.time) one\n") + frame(2, "\(Self.time) bad\n") + frame(1, "\(Self.time) half ")
            + frame(2, "\(Self.time) worse\n") + frame(1, "line\n\(Self.time) \n")
        let whole = lines(of: [bytes])
        #expect(whole.map(\.text) == ["one", "bad", "worse", "half line", ""])
        #expect(whole.map(\.stream) == ["stdout", "stderr", "stderr", "stdout", "stdout"])
        #expect(whole.allSatisfy { $0.time == Self.time && $0.container == "shop_web_1" && $0.service == "web" })
        for cut in 0...bytes.count {
            #expect(lines(of: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(lines(of: bytes.map { [$0] }) == whole, "byte by byte")
    }

    @Test func aTerminalHasNoFrames() {
        let bytes = Array("\(Self.time) one\r\n\(Self.time) two  words\r\n".utf8)
        let found = lines(of: bytes.map { [$0] }, hasTerminal: true)
        #expect(found.map(\.text) == ["one", "two  words"])
        #expect(found.allSatisfy { $0.stream == "stdout" })
    }

    @Test func theLastLineNeedsNoLineFeed() {
        #expect(
            lines(of: [frame(1, "\(Self.time) fatal: no"), frame(2, "\(Self.time) bye")]).map(\.text).sorted()
                == ["bye", "fatal: no"]
        )
        #expect(lines(of: [Array("\(Self.time) $ ".utf8)], hasTerminal: true).map(\.text) == ["$ "])
    }

    @Test func linesOfABufferAreCutAnywhere() {
        var buffer = LineBuffer()
        #expect(buffer.take(Array("a".utf8)).isEmpty)
        #expect(buffer.take(Array("b\n\n\ncd".utf8)) == [Array("ab".utf8)])
        #expect(buffer.take(Array("\n".utf8)) == [Array("cd".utf8)])
        #expect(buffer.take([]).isEmpty)
    }

    private func lines(of parts: [[UInt8]], hasTerminal: Bool = false) -> [LogLine] {
        var demultiplexer = LogDemultiplexer(container: "shop_web_1", service: "web", hasTerminal: hasTerminal)
        return parts.flatMap { demultiplexer.take($0) } + demultiplexer.finish()
    }

    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let length = UInt32(text.utf8.count)
        return [stream, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + Array(text.utf8)
    }
}
