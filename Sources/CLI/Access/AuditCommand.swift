//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry audit`: who did what.
package struct AuditCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "The audit log: who changed what, and who was refused.",
        subcommands: [List.self],
        defaultSubcommand: List.self
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List entries, the newest first.")

        @Option(name: .shortAndLong, help: "Only those of this user.") var user: String?
        @Option(help: "Only those of this action, such as CreateProject; a star at its end stands for any.")
        var action: String?
        @Option(help: "Only those from this time on, such as 2026-01-31T12:00:00Z or 12h.") var since: String?
        @Option(help: "Only those before this time.") var until: String?
        @Option(name: .shortAndLong, help: "How many at most.") var limit = 50
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit is \(limit); give 1 or more") }
        }

        /// The query of a page.
        func query(left: Int, before: Int64?) -> String {
            var parts = ["limit=\(min(left, 1_000))"]
            for (name, value) in [("user", user), ("action", action), ("since", since), ("until", until)] {
                if let value { parts.append("\(name)=\(PercentEncoding.encode(value))") }
            }
            if let before { parts.append("before=\(before)") }
            return "?" + parts.joined(separator: "&")
        }

        func run() async throws {
            let entries = try await options.withClient { client in
                var entries: [AuditEntry] = []
                var before: Int64?
                repeat {
                    let path = "/audit" + query(left: limit - entries.count, before: before)
                    let page = try await client.decode(AuditPage.self, "GET", path)
                    entries += page.entries
                    before = page.next
                } while before != nil && entries.count < limit
                return entries
            }
            try Output.list(entries, options)
        }
    }
}

extension AuditEntry: Listable {
    package static var headings: [String] { ["TIME", "USER", "ACTION", "ON", "RESULT", "FROM"] }
    package static var wideHeadings: [String] { ["NUMBER", "CREDENTIAL", "REQUEST"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let what = action.isEmpty ? "\(method) \(route)" : action
        let result = code.map { style.paint("\(status) \($0)", .red) } ?? String(status)
        let on = resources.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return [String(time.prefix(19)), user.isEmpty ? "-" : user, what, on, result, address]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] { [String(number), credential, request] }

    package var listName: String { String(number) }
}
