//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a node's HAProxy says of the requests that went through it.
package struct RouterStatistics: Codable, Hashable, Sendable {
    /// Whether a server gets requests.
    package enum Health: String, Codable, Hashable, Sendable {
        case up, down
        /// It is to get none: it is draining, or just being added.
        case disabled
    }

    package struct Server: Codable, Hashable, Sendable {
        package var name: String
        package var health: Health
        /// Its part of the visitors beside the others', 1 to 256.
        package var weight: Int
        package var counts: TrafficCounts

        package init(name: String, health: Health, weight: Int, counts: TrafficCounts) {
            self.name = name
            self.health = health
            self.weight = weight
            self.counts = counts
        }
    }

    package struct Backend: Codable, Hashable, Sendable {
        package var name: String
        /// Of all its servers, and of requests that none could take.
        package var counts: TrafficCounts
        package var servers: [Server]

        package init(name: String, counts: TrafficCounts = TrafficCounts(), servers: [Server] = []) {
            self.name = name
            self.counts = counts
            self.servers = servers
        }
    }

    /// For how long it has counted: the time since its last reload.
    package var seconds: Int
    package var backends: [Backend]

    package init(seconds: Int, backends: [Backend]) {
        self.seconds = seconds
        self.backends = backends
    }
}
