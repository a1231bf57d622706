//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry key`: access keys, which programs sign their calls with.
package struct KeyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Access keys: what programs sign their calls with instead of logging in.",
        subcommands: [List.self, Create.self, Set.self, Remove.self]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List a user's access keys.")

        @OptionGroup var owner: KeyOwner
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let items = try await options.withClient { client in
                try await client.decode([AccessKeyObject].self, "GET", try await owner.path(client))
            }
            try Output.list(items, options)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make an access key; its secret is shown only now."
        )

        @OptionGroup var owner: KeyOwner
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let key = try await options.withClient { client in
                try await client.decode(AccessKeyObject.self, "POST", try await owner.path(client))
            }
            switch options.output {
            case .table, .wide:
                print("AccessKeyId      \(key.id)\nAccessKeySecret  \(key.secret ?? "")")
                Output.note("the secret is shown only now; keep it where others can't read it")
            case .json, .yaml: try Output.object(key, options)
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Enable or disable an access key."
        )

        @Argument(help: "The AccessKeyId.") var id: String
        @Flag(help: "Whether calls that are signed with it are taken.") var state: EnabledState
        @OptionGroup var owner: KeyOwner
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let body = AccessKeyChange(enabled: state == .enable)
            try await options.withClient { client in
                try await client.call("PUT", try await owner.path(client, id), json: body)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Remove an access key.")

        @Argument(help: "The AccessKeyId.") var id: String
        @OptionGroup var owner: KeyOwner
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                try await client.call("DELETE", try await owner.path(client, id))
            }
        }
    }
}

/// Whose keys they are.
struct KeyOwner: ParsableArguments {
    @Option(name: .shortAndLong, help: "The user whose key it is; left out, you.") var user: String?

    /// The path of the user's keys.
    func path(_ client: APIClient) async throws -> String {
        let name: String
        if let user { name = user } else { name = try await client.decode(CallerObject.self, "GET", "/whoami").user }
        return try UserCall.path(name) + "/keys"
    }

    /// The path of one of them.
    func path(_ client: APIClient, _ id: String) async throws -> String {
        guard !id.isEmpty else { throw CLIError("access key: is empty; `gantry key ls` lists those there are") }
        return try await path(client) + "/" + PercentEncoding.encode(id)
    }
}

extension AccessKeyObject: Listable {
    package static var headings: [String] { ["ACCESS KEY", "USER", "STATE", "CREATED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [id, user, enabled ? "enabled" : style.paint("disabled", .yellow), String(created.prefix(19))]
    }

    package var listName: String { id }
}
