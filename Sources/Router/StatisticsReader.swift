//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

/// Reads the statistics of a HAProxy when somebody wants to see them.
struct StatisticsReader: Sendable {
    /// More backends than this are read all at once, with all others.
    private static let maximumCommands = 100

    private let worker: HAProxySocket

    init(worker: HAProxySocket) {
        var worker = worker
        worker.timeLimit = .seconds(1)
        self.worker = worker
    }

    /// Reads the statistics of backends, of all for none.
    ///
    /// - Throws: When HAProxy doesn't answer, or has too much to say.
    func read(_ backends: [String]) async throws -> RouterStatistics {
        // Backends and servers, but no frontends.
        let kinds = "6 -1"
        let names = backends.filter(RouteGrammar.isName)
        let isWhole = backends.isEmpty || backends.count > Self.maximumCommands
        let commands =
            isWhole ? ["show stat domain proxy -1 \(kinds)"] : names.map { "show stat domain proxy \($0) \(kinds)" }
        let answers = try await worker.ask(["show info"] + commands)
        return try RouterStatistics(information: answers[0], tables: Array(answers.dropFirst()))
    }
}
