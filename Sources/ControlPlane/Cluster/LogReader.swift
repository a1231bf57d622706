//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// One container's log, read as far as somebody asks for its lines.
struct LogReader {
    private var parts: AsyncThrowingStream<[UInt8], any Error>.Iterator
    private var demultiplexer: LogDemultiplexer
    private var lines: ArraySlice<LogLine> = []
    private var isAtEnd = false

    private init(_ response: NodeResponse, of source: LogSource) {
        parts = response.body.makeAsyncIterator()
        demultiplexer = LogDemultiplexer(
            container: source.name,
            service: source.service,
            hasTerminal: source.hasTerminal
        )
    }

    /// Asks the container's engine for its log; nil when its node is away.
    static func open(
        _ source: LogSource,
        _ controller: ClusterController,
        tail: Int?,
        since: String?,
        follow: Bool
    ) async throws -> sending LogReader? {
        guard let engine = await controller.engine(of: source.node) else { return nil }
        var parameters = [("stdout", "1"), ("stderr", "1"), ("timestamps", "1"), ("follow", follow ? "1" : "0")]
        if let tail { parameters.append(("tail", String(tail))) }
        if let since { parameters.append(("since", unixTime(since))) }
        return LogReader(
            try await engine.open("GET", "/containers/\(source.id)/logs", query: parameters),
            of: source
        )
    }

    /// The next line; nil at the log's end.
    mutating func next(isolation: isolated (any Actor)? = #isolation) async throws -> LogLine? {
        while lines.isEmpty, !isAtEnd {
            if let part = try await parts.next(isolation: isolation) {
                lines = demultiplexer.take(part)[...]
            } else {
                isAtEnd = true
                lines = demultiplexer.finish()[...]
            }
        }
        return lines.popFirst()
    }

    /// The engine takes Unix seconds with a fraction.
    private static func unixTime(_ text: String) -> String {
        guard let time = Timestamp(text) else { return text }
        let fraction = String(time.nanoseconds - time.seconds * 1_000_000_000)
        return "\(time.seconds)." + String(repeating: "0", count: 9 - fraction.count) + fraction
    }
}
