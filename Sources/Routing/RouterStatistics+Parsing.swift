//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension RouterStatistics {
    /// The most servers whose statistics are read: twice as many as a large cluster has.
    package static let maximumServers = 20_000

    /// Understands what HAProxy answers to `show info`, and to `show stat` for backends and servers.
    ///
    /// The latter is a table of comma-separated values, whose first line names the columns after a `#`; only columns
    /// further right than those that are read have values with quotes. Source: HAProxy's management guide, section 9.
    ///
    /// - Parameters:
    ///   - information: The answer to `show info`.
    ///   - tables: The answers to `show stat`; one that isn't a table, as for an unknown backend, is left out.
    /// - Throws: `RoutingError` when there are too many servers.
    package init(information: String, tables: [String]) throws(RoutingError) {
        let uptime = information.split(separator: "\n").first { $0.hasPrefix("Uptime_sec: ") }
        self.init(seconds: uptime.flatMap { Int($0.dropFirst("Uptime_sec: ".count)) } ?? 0, backends: [])
        var positions: [String: Int] = [:]
        var count = 0
        for table in tables {
            var lines = table.split(separator: "\n")[...]
            guard let head = lines.popFirst(), let columns = StatisticsColumns(head) else { continue }
            for line in lines {
                guard let row = StatisticsRow(line, columns) else { continue }
                let position = positions[row.backend] ?? backends.count
                if position == backends.count {
                    positions[row.backend] = position
                    backends.append(Backend(name: row.backend))
                }
                if row.name == "BACKEND" {
                    backends[position].counts = row.counts
                    continue
                }
                count += 1
                guard count <= Self.maximumServers else {
                    throw RoutingError(
                        "statistics: there are more than \(Self.maximumServers) servers; ask for one application"
                    )
                }
                backends[position].servers.append(
                    Server(name: row.name, health: row.health, weight: row.weight, counts: row.counts)
                )
            }
        }
    }
}

/// Where the values are in a row.
private struct StatisticsColumns {
    private static let names = [
        "pxname", "svname", "status", "weight", "scur", "rate", "stot", "hrsp_5xx", "econ", "eresp", "wretr",
    ]

    /// In the order of the names.
    let positions: [Int]
    /// How many of a row's values are needed.
    let count: Int

    init?(_ head: Substring) {
        guard head.hasPrefix("# ") else { return nil }
        let columns = head.dropFirst(2).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        positions = Self.names.compactMap { columns.firstIndex(of: $0) }
        guard positions.count == Self.names.count else { return nil }
        count = (positions.max() ?? 0) + 1
    }
}

private struct StatisticsRow {
    let backend: String
    let name: String
    let health: RouterStatistics.Health
    let weight: Int
    let counts: TrafficCounts

    init?(_ line: Substring, _ columns: StatisticsColumns) {
        let values = line.utf8.split(
            separator: UInt8(ascii: ","),
            maxSplits: columns.count,
            omittingEmptySubsequences: false
        )
        guard values.count >= columns.count else { return nil }
        func text(_ index: Int) -> String { String(Substring(values[columns.positions[index]])) }
        func number(_ index: Int) -> Int { Int(text(index)) ?? 0 }
        backend = text(0)
        name = text(1)
        health =
            switch text(2) {
            case let status where status.hasPrefix("UP") || status == "no check": .up
            case let status where status.hasPrefix("DOWN"): .down
            default: .disabled
            }
        weight = number(3)
        var counts = TrafficCounts()
        counts.sessions = number(4)
        counts.requestRate = number(5)
        counts.requests = number(6)
        counts.serverErrors = number(7)
        counts.connectionErrors = number(8)
        counts.responseErrors = number(9)
        counts.retries = number(10)
        self.counts = counts
    }
}
