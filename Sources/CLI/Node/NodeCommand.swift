//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import FoundationEssentials
import HTTPText
import Model

/// `gantry node`: the machines of a cluster.
package struct NodeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "The machines of a cluster.",
        subcommands: [
            List.self, Inspect.self, JoinCommandCommand.self, Label.self, Drain.self, Activate.self, Remove.self,
        ]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the nodes.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let hosts = try await options.withClient { client in
                try await client.decode([Host].self, "GET", try await options.clusterPath(client) + "/hosts")
            }
            try Output.list(hosts, options)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show a node.")

        @Argument var node: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let host = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/hosts/" + PercentEncoding.encode(node)
                return try await client.decode(Host.self, "GET", path)
            }
            try Output.object(host, options)
        }
    }

    struct JoinCommandCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "join-command",
            abstract: "Print the line that joins a machine when it is run there as root."
        )

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let join = try await options.withClient { client in
                try await client.decode(
                    JoinCommand.self,
                    "GET",
                    try await options.clusterPath(client) + "/join-command"
                )
            }
            if options.output == .table { print(join.command) } else { try Output.object(join, options) }
        }
    }

    struct Label: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "label",
            abstract: "Set labels of a node (KEY=VALUE) or take them away (KEY-); aliyun.zone is its zone."
        )

        @Argument var node: String
        @Argument var changes: [String]
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/hosts/" + PercentEncoding.encode(node)
                var labels = try await client.decode(Host.self, "GET", path).labels
                for change in changes {
                    if let equals = change.firstIndex(of: "="), equals != change.startIndex {
                        labels[String(change[..<equals])] = String(change[change.index(after: equals)...])
                    } else if change.hasSuffix("-"), change.count > 1 {
                        labels[String(change.dropLast())] = nil
                    } else {
                        throw CLIError("'\(change)': is neither KEY=VALUE nor KEY-; write one of them")
                    }
                }
                try await client.call("PUT", path + "/labels", json: labels)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Take a node out of its cluster.")

        @Argument var node: String
        @Flag(help: "Even with containers of applications on it: their local data is lost.") var force = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient { client in
                let path = try await options.clusterPath(client)
                return try await client.call(
                    "DELETE",
                    "\(path)/ip/\(PercentEncoding.encode(node))?force=\(force)"
                )
            }
        }
    }
}

extension Host: Listable {
    package static var headings: [String] { ["NAME", "STATUS", "ADDRESS", "ZONE", "CONTAINERS", "CPUS", "MEMORY"] }
    package static var wideHeadings: [String] { ["RESERVED", "DISK FREE", "ENGINE", "AGENT", "CERTIFICATE", "ID"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            name, style.paint(state: status), ip, zoneID, "\(containersRunning)/\(containers)", String(cpus),
            SizeText.bytes(memoryBytes),
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] {
        let disk = diskFreeBytes.map { "\(SizeText.bytes($0)) of \(SizeText.bytes(diskBytes ?? 0))" } ?? ""
        let reserved = "\(SizeText.cores(reservedCPUs)) CPUs, \(SizeText.bytes(reservedMemoryBytes))"
        return [reserved, disk, engineVersion, agentVersion, String(certificateExpires.prefix(10)), instanceID]
    }

    package var listName: String { name }
}
