//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AsyncAlgorithms
import Model

/// What to read of an application's logs.
package struct LogQuery: Sendable {
    package var project: String
    package var service: String?
    package var container: String?
    /// Of a job: the run; nil for all whose containers are kept.
    package var run: Int?
    /// The last lines of each container; nil for all.
    package var tail: Int?
    /// Unix seconds or RFC 3339; nil from the start.
    package var since: String?
    package var follow: Bool

    package init(
        project: String,
        service: String? = nil,
        container: String? = nil,
        run: Int? = nil,
        tail: Int? = nil,
        since: String? = nil,
        follow: Bool = false
    ) {
        self.project = project
        self.service = service
        self.container = container
        self.run = run
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
///
/// Nothing is read ahead of the reader: one that is slow, or stops, holds the engines up and costs no memory.
struct LogFollower: Sendable {
    let controller: ClusterController
    let query: LogQuery

    /// Lines of what is there sorted by time; with `follow`, then those to come, also of containers yet to be made.
    func lines() -> AsyncThrowingStream<LogLine, any Error> {
        if query.follow { return followed() }
        let merge = LogMerge(controller: controller, query: query)
        return AsyncThrowingStream { try await merge.next() }
    }

    private func followed() -> AsyncThrowingStream<LogLine, any Error> {
        let channel = AsyncChannel<LogLine>()
        let work = CancelledWithItsReader(
            Task {
                await follow(into: channel)
                channel.finish()
            }
        )
        return AsyncThrowingStream {
            await withTaskCancellationHandler {
                var iterator = channel.makeAsyncIterator()
                return await iterator.next()
            } onCancel: {
                work.task.cancel()
            }
        }
    }

    private func follow(into output: AsyncChannel<LogLine>) async {
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
                        do {
                            let reader = try await LogReader.open(
                                source,
                                controller,
                                tail: tail,
                                since: since,
                                follow: true
                            )
                            guard var reader else { return }
                            while let line = try await reader.next() { await output.send(line) }
                        } catch {}
                    }
                }
                isFirst = false
            }
            await attachNew()
            for await _ in changes { await attachNew() }
            group.cancelAll()
        }
    }
}

/// Ends work that feeds a stream once nobody has the stream any more.
private final class CancelledWithItsReader: Sendable {
    let task: Task<Void, Never>

    init(_ task: Task<Void, Never>) { self.task = task }

    deinit { task.cancel() }
}
