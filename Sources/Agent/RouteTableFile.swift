//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Routing

/// The last route table, kept over restarts so that routing goes on while the control plane can't be reached.
actor RouteTableFile {
    static let maximumSize = 64 << 20

    private let path: String
    private var savedRevision = Int64.min

    init(dataDirectory: String) {
        path = Self.path(in: dataDirectory)
    }

    static func path(in dataDirectory: String) -> String { dataDirectory + "/routes.json" }

    /// The table that was saved last; nil when there is none.
    ///
    /// - Throws: `AgentError` when it can't be read.
    func load() throws(AgentError) -> RouteTable? {
        guard let content = try LocalFiles.read(path, limit: Self.maximumSize) else { return nil }
        do {
            return try JSONDecoder().decode(RouteTable.self, from: content)
        } catch {
            throw AgentError("\(path): it is damaged (\(error)); the next table replaces it")
        }
    }

    /// Saves a table unless a newer one was saved.
    ///
    /// - Throws: `AgentError`, which says what the disk refused.
    func save(_ table: RouteTable) throws {
        guard table.revision > savedRevision else { return }
        try LocalFiles.write(path, JSONEncoder().encode(table), mode: 0o600)
        savedRevision = table.revision
    }
}
