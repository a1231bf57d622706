//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Reads a container's log as the engine streams it: frames of both streams, each line with its time.
///
/// Source: Docker Engine API 1.41, `POST /containers/{id}/attach`, "Stream format"; a terminal's log has no frames.
struct LogDemultiplexer: Sendable {
    /// What a line belongs to.
    var container: String
    var service: String
    var hasTerminal: Bool

    private var pending: [UInt8] = []
    private var lines: [UInt8: LineBuffer] = [:]

    init(container: String, service: String, hasTerminal: Bool) {
        self.container = container
        self.service = service
        self.hasTerminal = hasTerminal
    }

    /// The lines that are complete with this part.
    mutating func take(_ part: [UInt8]) -> [LogLine] {
        guard !hasTerminal else { return take(part[...], stream: 1) }
        pending.append(contentsOf: part)
        var found: [LogLine] = []
        var start = 0
        while pending.count - start >= 8 {
            let length = pending[start + 4..<start + 8].reduce(0) { $0 << 8 | Int($1) }
            guard pending.count - start - 8 >= length else { break }
            found += take(pending[start + 8..<start + 8 + length], stream: pending[start])
            start += 8 + length
        }
        pending.removeFirst(start)
        return found
    }

    /// The lines that the end of the log left without a line feed: often the last words of what failed.
    mutating func finish() -> [LogLine] {
        lines.keys.sorted().flatMap { take([10], stream: $0) }
    }

    private mutating func take(_ payload: ArraySlice<UInt8>, stream: UInt8) -> [LogLine] {
        lines[stream, default: LineBuffer()].take(payload).map { line in
            let space = line.firstIndex(of: 32) ?? line.endIndex
            let text = line[space...].dropFirst()
            return LogLine(
                container: container,
                service: service,
                stream: stream == 2 ? "stderr" : "stdout",
                time: String(decoding: line[..<space], as: UTF8.self),
                text: String(decoding: text.last == 13 ? text.dropLast() : text, as: UTF8.self)
            )
        }
    }
}
