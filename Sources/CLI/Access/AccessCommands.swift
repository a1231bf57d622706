//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import FoundationEssentials

/// `gantry login`: keeps a server's address, its authority and a token as a context.
package struct LoginCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in to a server and keep it as the current context."
    )

    @Argument(help: "The server's address, such as https://10.0.0.1:7800.")
    var url: String

    @Option(name: .shortAndLong, help: "The user's name.")
    var user = "admin"

    @Option(help: ArgumentHelp("A file whose first line is the password; - for standard input.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The server's authority in PEM.", valueName: "file"))
    var caFile: String?

    @Option(help: "The context's name.")
    var name: String?

    package init() {}

    package func run() async throws {
        var endpoint = APIClient.Endpoint(url: url)
        if let caFile {
            guard let data = FileManager.default.contents(atPath: caFile) else {
                throw CLIError("\(caFile): can't be read; give the file of the server's authority (ca.pem)")
            }
            endpoint.authority = String(decoding: data, as: UTF8.self)
        }
        let password = try PasswordInput.read(file: passwordFile, prompt: "Password: ")
        let request = LoginRequest(user: user, password: password)
        let response = try await APIClient.with(endpoint) { client in
            try await client.decode(LoginResponse.self, "POST", "/login", json: request)
        }
        var file = try ContextFile.load()
        var context = ContextFile.Context(name: name ?? url, server: endpoint.url)
        context.token = response.token
        context.authority = endpoint.authority
        file.use(context)
        try file.save()
        print("Logged in to \(endpoint.url) as \(response.user).")
    }
}

/// `gantry logout`: ends the current context's token and forgets it.
package struct LogoutCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "End the current context's login."
    )

    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        do {
            try await options.withClient { try await $0.call("POST", "/logout") }
        } catch let error as APIErrorBody where error.code == "unauthorized" {
            // It was over already.
        }
        var file = try ContextFile.load()
        let name = options.context ?? file.current
        file.contexts = file.contexts.map { context in
            var context = context
            if context.name == name { context.token = nil }
            return context
        }
        try file.save()
    }
}

/// `gantry whoami`: the user of the current context.
package struct WhoamiCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Print the user that the server takes you for."
    )

    private struct Identity: Decodable, Sendable { var user: String }

    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let identity = try await options.withClient { try await $0.decode(Identity.self, "GET", "/whoami") }
        print(identity.user)
    }
}
