//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
package import Routing

extension AddonHub {
    /// A question to the routers.
    struct Query: Sendable {
        /// The routers that haven't answered.
        var waiting: Set<Int>
        var answers: [RouterStatistics] = []
        var refusal: String?
    }

    /// What the node's routers say.
    package enum Statistics: Hashable, Sendable {
        case known([RouterStatistics])
        /// Why it isn't.
        case unknown(String)
    }

    /// More questions at once are refused: each may take megabytes.
    private static let maximumQueries = 4

    /// Asks the routers that are there what they count.
    ///
    /// - Parameters:
    ///   - backends: The backends that are of interest; none for all.
    ///   - limit: How long the answers may take.
    /// - Returns: What those say that answered.
    package func statistics(of backends: [String], within limit: Duration) async -> Statistics {
        let routers = numbers(of: .router)
        guard !routers.isEmpty else { return .unknown("no router is connected") }
        guard queries.count < Self.maximumQueries else { return .unknown("others are asking; try again") }
        let id = nextID()
        queries[id] = Query(waiting: routers)
        tell(.statistics(id: id, backends: backends), to: routers)
        await observe(atMost: limit) { await self.queries[id]?.waiting.isEmpty ?? true }
        let query = queries.removeValue(forKey: id)
        guard let answers = query?.answers, !answers.isEmpty else {
            return .unknown(query?.refusal ?? "its router did not answer in time")
        }
        return .known(answers)
    }

    /// Notes what a router says.
    func take(_ statistics: RouterStatistics?, _ error: String?, for id: Int, from number: Int) {
        guard queries[id]?.waiting.remove(number) != nil else { return }
        if let statistics { queries[id]?.answers.append(statistics) }
        if let error { queries[id]?.refusal = error }
    }
}
