//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

/// HAProxy's master process, through which all workers can be asked: those of earlier configurations as well, for as
/// long as they have requests under way.
struct HAProxyMaster: Sendable {
    /// A worker's backend that has a certain server.
    struct Place: Hashable, Sendable {
        var worker: Int
        var backend: String
    }

    /// There is no event to wait for: HAProxy says nothing of its own accord.
    private static let pollInterval = Duration.milliseconds(20)
    private static let answerTimeLimit = Duration.seconds(5)

    let socket: HAProxySocket

    /// Has the master start a worker with the configuration that is there now.
    func reload() async throws {
        // Unlike a signal, which a master that is being started may miss, this is known to arrive.
        _ = try await socket.ask("reload")
    }

    /// How many reloads have failed since the master's start.
    func failedReloads() async throws -> Int {
        let table = try await socket.ask("show proc")
        // 1162   master   5 [failed: 1]   0d00h02m07s   2.6.12
        guard let line = table.split(separator: "\n").first(where: { $0.contains(" master ") }),
            let colon = line.firstIndex(of: ":"),
            let count = Int(line[colon...].dropFirst(2).prefix(while: \.isNumber))
        else { throw RouterError("haproxy: its master doesn't say how many reloads failed; use HAProxy 2.6 or later") }
        return count
    }

    /// Where servers of these names are, in whichever worker.
    func places(of servers: Set<String>) async throws -> Set<Place> {
        var places: Set<Place> = []
        for worker in try await workers() {
            for row in Self.rows(try await socket.ask("@!\(worker) show stat -1 4 -1"))
            where servers.contains(row.server) {
                places.insert(Place(worker: worker, backend: row.backend))
            }
        }
        return places
    }

    /// How many requests to servers of these names are under way at a place; none if the worker is gone.
    func sessions(at place: Place, of servers: Set<String>) async throws -> Int {
        Self.rows(try await socket.ask("@!\(place.worker) show stat \(place.backend) 4 -1"))
            .filter { servers.contains($0.server) }
            .reduce(0) { $0 + $1.sessions }
    }

    /// Has workers answer what still comes in on their connections, and not give it to a worker that comes after them.
    ///
    /// It is of use before HAProxy is told to end. A master that is starting a worker is waited for, a limited time,
    /// because it would miss the signal to end as well. What can't be told after all is let be: its requests get a 503.
    func endHandover() async {
        let deadline = ContinuousClock.now + Self.answerTimeLimit
        while ContinuousClock.now < deadline {
            do {
                for place in try await places(of: [HAProxyHandover.server])
                where place.backend.hasPrefix(HAProxyHandover.backend) {
                    let server = "\(place.backend)/\(HAProxyHandover.server)"
                    _ = try await socket.ask("@!\(place.worker) disable server \(server)")
                }
                return
            } catch {
                try? await Task.sleep(for: Self.pollInterval)
            }
        }
    }

    private func workers() async throws -> [Int] {
        try await socket.ask("show proc").split(separator: "\n").compactMap { line in
            let columns = line.split(separator: " ")
            return columns.count > 1 && columns[1] == "worker" ? Int(columns[0]) : nil
        }
    }

    private static func rows(_ answer: String) -> [(backend: String, server: String, sessions: Int)] {
        answer.split(separator: "\n").compactMap { line in
            // # pxname,svname,qcur,qmax,scur,…
            let columns = line.split(separator: ",", maxSplits: 5, omittingEmptySubsequences: false)
            guard columns.count == 6, let sessions = Int(columns[4]) else { return nil }
            return (String(columns[0]), String(columns[1]), sessions)
        }
    }
}
