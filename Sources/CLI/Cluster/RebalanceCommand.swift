//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser

/// `gantry cluster rebalance`: shows which containers would move, and moves them when told so.
struct RebalanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebalance",
        abstract: "Show which containers would move to spread the load better; with --yes, move them.",
        discussion: "Containers with volumes of their node stay, and so do those that run on every node."
    )

    @Flag(help: "Move them.") var yes = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/rebalance"
            let plan = try await client.decode(RebalanceObject.self, "GET", path)
            try Self.show(plan, options)
            guard !plan.moves.isEmpty else { return }
            if yes {
                try await client.call("POST", path, json: plan)
                Output.note("Accepted; follow it with `gantry cluster events -f`.")
            } else {
                Output.note("Nothing was moved; give --yes to have it done.")
            }
        }
    }

    static func show(_ plan: RebalanceObject, _ options: GlobalOptions) throws {
        if plan.moves.isEmpty, options.output == .table || options.output == .wide {
            print("Nothing to move.")
        } else {
            try Output.list(plan.moves, options)
        }
    }
}

extension RebalanceObject.Move: Listable {
    package static var headings: [String] { ["CONTAINER", "FROM", "TO", "REASON"] }

    package func row(_ style: TerminalStyle) -> [String] { [container, from, to, reason] }

    package var listName: String { container }
}
