//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser

/// `gantry app plan`: what a deploy would change, and where each container would go and why; nothing is changed.
struct AppPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a deploy would change and where each container would go, and why.",
        discussion: "Exits with 0 for no change, with 1 for changes, with 255 for an error."
    )

    @Argument(help: "The application's name.") var name: String
    @OptionGroup var template: TemplateOptions
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let plan: PlanObject
        do {
            let draft = try template.request(name: name)
            plan = try await options.withClient { client in
                let cluster = try await options.clusterPath(client)
                let request = try await template.completed(draft, client, cluster)
                return try await client.decode(PlanObject.self, "POST", cluster + "/projects/plan", json: request)
            }
        } catch {
            ErrorPrinter.print(error)
            throw ExitCodes.planFailed
        }
        for warning in plan.warnings { Output.note("warning: \(warning)") }
        if options.output == .table || options.output == .wide {
            show(plan)
        } else {
            try Output.object(plan, options)
        }
        if plan.changes.contains(where: { $0.action != "keep" }) { throw ExitCodes.planHasChanges }
    }

    private func show(_ plan: PlanObject) {
        for change in plan.changes {
            let (sign, colour): (String, TerminalStyle.Colour) =
                switch change.action {
                case "create", "start": ("+", .green)
                case "remove", "stop": ("-", .red)
                case "replace": ("~", .yellow)
                default: (" ", .dim)
                }
            let place = change.node.isEmpty ? "" : " on \(change.node)"
            print(options.style.paint("\(sign) \(change.action) \(change.container)\(place)", colour))
            for reason in change.reasons { print("    " + reason) }
            for (node, reason) in change.refusals.sorted(by: { $0.key < $1.key }) { print("    \(node) \(reason)") }
        }
        let counts = Dictionary(grouping: plan.changes, by: \.action).mapValues(\.count)
        let summary = counts.sorted { $0.key < $1.key }.map { "\($0.value) to \($0.key)" }
        print(summary.isEmpty ? "Nothing to do." : "Plan: " + summary.joined(separator: ", ") + ".")
    }
}
