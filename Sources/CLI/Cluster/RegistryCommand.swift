//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import FoundationEssentials
import HTTPText

/// `gantry cluster registry`: the logins that a cluster pulls images with.
struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry",
        abstract: "The logins that a cluster pulls images with.",
        subcommands: [List.self, Login.self, Logout.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the logins.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let registries = try await options.withClient { client in
                try await client.decode([String].self, "GET", try await options.clusterPath(client) + "/registry")
            }
            for registry in registries { print(registry) }
        }
    }

    struct Login: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "login",
            abstract: "Log the cluster in to a registry; the password is read from standard input."
        )

        @Argument(help: "The registry's domain, with its port.") var domain: String
        @Option(name: .shortAndLong) var user: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            guard let password = readLine() else {
                throw CLIError("registry login: no password came on standard input; pipe it in")
            }
            let login = RegistryLogin(domain: domain, user: user, password: password)
            _ = try await options.withClient { client in
                try await client.call("POST", try await options.clusterPath(client) + "/registry", json: login)
            }
        }
    }

    struct Logout: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "logout", abstract: "Forget a login.")

        @Argument var domain: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/registry/" + PercentEncoding.encode(domain)
                return try await client.call("DELETE", path)
            }
        }
    }
}
