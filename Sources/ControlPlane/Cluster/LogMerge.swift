//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Puts the logs of several containers in the order of their times, a line of each in memory at a time.
actor LogMerge {
    private struct Source {
        var reader: LogReader
        var next: LogLine
    }

    private let controller: ClusterController
    private let query: LogQuery
    /// Nil until the first line is asked for.
    private var sources: [Source]?

    init(controller: ClusterController, query: LogQuery) {
        self.controller = controller
        self.query = query
    }

    /// The next line of all; nil when every log is at its end.
    func next() async throws -> LogLine? {
        if sources == nil { sources = try await open() }
        var sources = sources ?? []
        guard let first = sources.indices.min(by: { sources[$0].next.time < sources[$1].next.time }) else {
            self.sources = []
            return nil
        }
        let line = sources[first].next
        if let following = try await sources[first].reader.next() {
            sources[first].next = following
        } else {
            sources.remove(at: first)
        }
        self.sources = sources
        return line
    }

    private func open() async throws -> [Source] {
        var sources: [Source] = []
        for source in await controller.logSources(query) {
            let reader = try await LogReader.open(
                source,
                controller,
                tail: query.tail,
                since: query.since,
                follow: false
            )
            guard var reader, let line = try await reader.next() else { continue }
            sources.append(Source(reader: reader, next: line))
        }
        return sources
    }
}
