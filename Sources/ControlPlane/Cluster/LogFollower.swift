//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// What to read of an application's logs.
package struct LogQuery: Sendable {
    package var project: String
    package var service: String?
    package var container: String?
    /// The last lines of each container; nil for all.
    package var tail: Int?
    /// Unix seconds or RFC 3339; nil from the start.
    package var since: String?
    package var follow: Bool

    package init(
        project: String,
        service: String? = nil,
        container: String? = nil,
        tail: Int? = nil,
        since: String? = nil,
        follow: Bool = false
    ) {
        self.project = project
        self.service = service
        self.container = container
        self.tail = tail
        self.since = since
        self.follow = follow
    }
}

/// One container whose log is to be read.
struct LogSource: Sendable, Hashable {
    var id: ContainerID
    var name: String
    var service: String
    var hasTerminal: Bool
    var node: NodeID
    /// Tells one run of the container from the next.
    var started: Timestamp?
}

/// Reads the logs of several containers on several nodes as one stream of lines.
struct LogFollower: Sendable {
    let controller: ClusterController
    let query: LogQuery

    /// Lines of what is there sorted by time; with `follow`, then those to come, also of containers yet to be made.
    func lines() -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingOldest(100_000)) { output in
            let task = Task {
                do {
                    if query.follow { await follow(output) } else { try await readAll(output) }
                    output.finish()
                } catch {
                    output.finish(throwing: error)
                }
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    private typealias Output = AsyncThrowingStream<LogLine, any Error>.Continuation

    private func readAll(_ output: Output) async throws {
        let sources = await controller.logSources(query)
        let lines = try await withThrowingTaskGroup(of: [LogLine].self) { group in
            for source in sources {
                group.addTask {
                    var lines: [LogLine] = []
                    try await read(source, tail: query.tail, since: query.since, follow: false) { lines.append($0) }
                    return lines
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for line in lines.sorted(by: { $0.time < $1.time }) { output.yield(line) }
    }

    private func follow(_ output: Output) async {
        let changes = await controller.subscribeToChanges()
        await withTaskGroup(of: Void.self) { group in
            var known: Set<LogSource> = []
            var isFirst = true
            func attachNew() async {
                for source in await controller.logSources(query) where known.insert(source).inserted {
                    let isSeenBefore = known.contains { $0.id == source.id && $0.started != source.started }
                    let since = isSeenBefore ? source.started.map(\.description) : query.since
                    let tail = isFirst ? query.tail : nil
                    group.addTask {
                        // A container that goes, or its node, ends its part alone.
                        try? await read(source, tail: tail, since: since, follow: true) { output.yield($0) }
                    }
                }
                isFirst = false
            }
            await attachNew()
            for await _ in changes { await attachNew() }
            group.cancelAll()
        }
    }

    private func read(
        _ source: LogSource,
        tail: Int?,
        since: String?,
        follow: Bool,
        yield: (LogLine) -> Void
    ) async throws {
        guard let engine = await controller.engine(of: source.node) else { return }
        var parameters = [("stdout", "1"), ("stderr", "1"), ("timestamps", "1"), ("follow", follow ? "1" : "0")]
        if let tail { parameters.append(("tail", String(tail))) }
        if let since { parameters.append(("since", Self.unixTime(since))) }
        let response = try await engine.open("GET", "/containers/\(source.id)/logs", query: parameters)
        var demultiplexer = LogDemultiplexer(
            container: source.name,
            service: source.service,
            hasTerminal: source.hasTerminal
        )
        for try await part in response.body {
            for line in demultiplexer.take(part) { yield(line) }
        }
        for line in demultiplexer.finish() { yield(line) }
    }

    /// The engine takes Unix seconds with a fraction.
    private static func unixTime(_ text: String) -> String {
        guard let time = Timestamp(text) else { return text }
        let fraction = String(time.nanoseconds - time.seconds * 1_000_000_000)
        return "\(time.seconds)." + String(repeating: "0", count: 9 - fraction.count) + fraction
    }
}
