//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The servers of one service among those that share an address, and the part of the visitors that they get together.
package struct WeightedServers {
    /// 0 to 100: with 0, no visitor comes to them; nil where every server gets the same.
    package var weight: Int?
    package var servers: [RouteServer]

    package init(weight: Int?, servers: [RouteServer]) {
        self.weight = weight
        self.servers = servers
    }

    /// The servers of all with weights of their own, so that each service gets its part however many servers it has.
    package static func merge(_ parts: [WeightedServers]) -> [RouteServer] {
        if parts.allSatisfy({ $0.weight == nil }) { return parts.flatMap(\.servers).sorted { $0.name < $1.name } }
        let parts = parts.map { part in
            // Those without a part are left out but for the requests that are under way.
            part.weight ?? 0 > 0 ? part : WeightedServers(weight: 0, servers: part.servers.filter(\.isDraining))
        }
        let highest = parts.map(\.share).max() ?? 0
        let isShared = parts.count { $0.share > 0 } > 1
        return parts.flatMap { part in
            part.servers.map { server in
                var server = server
                if isShared, !server.isDraining { server.weight = max(1, Int((256 * part.share / highest).rounded())) }
                return server
            }
        }
        .sorted { $0.name < $1.name }
    }

    /// What one of its servers gets.
    private var share: Double {
        let count = servers.count { !$0.isDraining }
        return count == 0 ? 0 : Double(weight ?? 0) / Double(count)
    }
}
