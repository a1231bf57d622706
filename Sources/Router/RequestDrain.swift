//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging

/// Waits for the last request of servers that get no new ones.
struct RequestDrain: Sendable {
    private static let pollInterval = Duration.milliseconds(100)

    let master: HAProxyMaster
    let logger: Logger

    /// Waits until no worker has a request to the servers under way.
    ///
    /// - Parameters:
    ///   - servers: Their names.
    ///   - limit: How long to wait at most.
    /// - Returns: False when requests are left, or HAProxy could not be asked, at the end of that time.
    func run(_ servers: Set<String>, limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        var known: Set<HAProxyMaster.Place>?
        while !Task.isCancelled {
            do {
                let places = if let known { known } else { try await master.places(of: servers) }
                var left: Set<HAProxyMaster.Place> = []
                for place in places where try await master.sessions(at: place, of: servers) > 0 {
                    left.insert(place)
                }
                if left.isEmpty { return true }
                // A worker that is started later knows the servers as draining.
                known = left
            } catch {
                logger.debug("haproxy can't be asked for its requests", metadata: ["error": "\(error)"])
            }
            guard ContinuousClock.now + Self.pollInterval < deadline else { return false }
            try? await Task.sleep(for: Self.pollInterval)
        }
        return false
    }
}
