//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import FoundationEssentials
import LocalCluster

/// `gantry local status`.
struct LocalStatusCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the local cluster's nodes and parts are."
    )

    @OptionGroup var options: LocalOptions

    @Option(name: .shortAndLong, help: "How to print it.")
    var output = Format.table

    func run() async throws {
        let status = try await options.manager().status()
        switch output {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(status), as: UTF8.self))
        case .table:
            print(Self.table(of: status))
        }
    }

    static func table(of status: LocalClusterStatus) -> String {
        let nodes = status.nodes.map { node in
            let engine = node.engine.rawValue + (node.engineVersion.map { " (\($0))" } ?? "")
            return [node.name, node.address, node.zone, node.power, node.network, engine, node.agent.rawValue]
        }
        let parts = status.parts.map { [$0.name, $0.address, $0.state.rawValue] }
        return aligned([["NODE", "ADDRESS", "ZONE", "POWER", "NETWORK", "ENGINE", "AGENT"]] + nodes) + "\n\n"
            + aligned([["PART", "ADDRESS", "STATE"]] + parts)
    }

    private static func aligned(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            var line = cells.joined(separator: "   ")
            while line.last == " " { line.removeLast() }
            return line
        }
        return lines.joined(separator: "\n")
    }
}
