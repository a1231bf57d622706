//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// What keeps pages up to date: events of clusters, sent on as they come, and a word for each change that is no event
/// (server-sent events, WHATWG HTML 9.2).
enum LivePages {
    static let routes: [PageRoute] = [
        .get("/events") { page in
            let clusters: [ClusterObject] = try await page.api.get("/clusters")
            return .events { write in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for cluster in clusters {
                        group.addTask { try await send("/clusters/\(cluster.clusterID)/events", page, write) }
                        group.addTask { try await sendChanges(of: cluster.clusterID, page, write) }
                    }
                    try await group.waitForAll()
                }
            }
        },
        .get("/clusters/{cluster}/events/live") { page in
            let project = page.query.text("project")
            // What a browser has already, after its connection broke off.
            let last = page.request.header("Last-Event-ID")
            let path = Path("/clusters/\(page.cluster)/events").with("project", project)
            return .events { write in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await send(path, after: last, page, write) }
                    group.addTask { try await sendChanges(of: page.cluster, page, write) }
                    try await group.waitForAll()
                }
            }
        },
    ]

    /// Says each time that something in a cluster changed.
    private static func sendChanges(
        of cluster: String,
        _ page: PageRequest,
        _ write: @escaping ConsoleResponse.Write
    ) async throws {
        let path = Path("/clusters/\(cluster)/changes").with("follow", "1")
        try await page.api.lines(of: ClusterChange.self, path) { _ in
            try await write(Array("event: change\ndata: \n\n".utf8))
        }
    }

    /// Sends the events of an address of the API, those after one or else those to come.
    private static func send(
        _ path: Path,
        after last: String? = nil,
        _ page: PageRequest,
        _ write: @escaping ConsoleResponse.Write
    ) async throws {
        let path = path.with("follow", "1").with("after", last).with("tail", last == nil ? "0" : nil)
        // Says that it listens, so that nothing that happens after the page was made is missed.
        try await write(Array(": listening\n\n".utf8))
        try await page.api.lines(of: EventObject.self, path) { event in
            let data = try JSONEncoder().encode(event)
            try await write(Array("id: \(event.id)\ndata: ".utf8) + Array(data) + Array("\n\n".utf8))
        }
    }
}
