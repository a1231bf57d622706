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

/// `gantry user`: who may log in, and what they may do.
package struct UserCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Users: who may log in, and what they may do.",
        discussion: "Roles are administrator, operator, read-only and none; policies allow more, or deny.",
        subcommands: [List.self, Create.self, Inspect.self, Set.self, Password.self, Remove.self]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the users.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let items = try await options.withClient { client in
                try await client.decode([UserObject].self, "GET", UserCall.all)
            }
            try Output.list(items, options)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a user; the terminal asks for the password."
        )

        @Argument var name: String
        @OptionGroup var rights: UserRights
        @Option(help: UserCall.passwordFileHelp) var passwordFile: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let policies = try rights.documents()
            var request = UserRequest(
                name: name,
                password: try PasswordInput.readNew(file: passwordFile, prompt: "Password of \(name): ")
            )
            request.role = rights.role
            request.policies = policies
            let body = request
            let item = try await options.withClient { client in
                try await client.decode(UserObject.self, "POST", UserCall.all, json: body)
            }
            try UserCall.tell(item, options)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Show a user with their policies."
        )

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try UserCall.path(name)
            let item = try await options.withClient { try await $0.decode(UserObject.self, "GET", path) }
            try Output.object(item, options)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change what a user may do, or whether they may come in."
        )

        @Argument var name: String
        @OptionGroup var rights: UserRights
        @Flag(help: "Take all of the user's policies away.") var noPolicies = false
        @Flag(help: "Whether the user may come in; --disable ends their logins at once.") var state: EnabledState?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard rights.role != nil || !rights.policy.isEmpty || noPolicies || state != nil else {
                throw ValidationError("nothing to change; give --role, --policy, --no-policies, --enable or --disable")
            }
            guard !noPolicies || rights.policy.isEmpty else {
                throw ValidationError("--no-policies and --policy exclude each other; leave one out")
            }
        }

        func change() throws -> UserChange {
            var change = UserChange()
            change.role = rights.role
            change.policies = noPolicies ? [] : try rights.documents()
            change.disabled = state.map { $0 == .disable }
            return change
        }

        func run() async throws {
            let path = try UserCall.path(name)
            let body = try change()
            let item = try await options.withClient { client in
                try await client.decode(UserObject.self, "PUT", path, json: body)
            }
            try UserCall.tell(item, options)
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passwd",
            abstract: "Change a password; it ends the user's other logins.",
            discussion: "With - for both files, the first line of standard input is your own password, the second the "
                + "new one."
        )

        @Argument(help: "The user; left out, you.") var name: String?
        @Option(help: UserCall.passwordFileHelp) var passwordFile: String?
        @Option(help: ArgumentHelp("A file whose first line is your own present password.", valueName: "file"))
        var currentPasswordFile: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let me = try await client.decode(CallerObject.self, "GET", "/whoami").user
                let user = name ?? me
                let path = try UserCall.path(user) + "/password"
                let current = try PasswordInput.read(file: currentPasswordFile, prompt: "Present password of \(me): ")
                let new = try PasswordInput.readNew(file: passwordFile, prompt: "New password of \(user): ")
                try await client.call("PUT", path, json: PasswordRequest(password: new, current: current))
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a user with their logins and access keys."
        )

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try UserCall.path(name)
            try await options.withClient { client in try await client.call("DELETE", path) }
        }
    }
}

/// Whether something may be used.
enum EnabledState: String, EnumerableFlag {
    case enable
    case disable
}

/// What a user may do, as options say it.
struct UserRights: ParsableArguments {
    @Option(help: "administrator, operator, read-only or none.") var role: String?
    @Option(
        help: ArgumentHelp(
            "A file with a policy beside the role, in RAM's language; - for standard input. May be given more than once.",
            valueName: "file"
        )
    )
    var policy: [String] = []

    /// The policies; nil when none was named.
    func documents() throws -> [JSONValue]? {
        guard !policy.isEmpty else { return nil }
        return try policy.map { file in
            let text = try TextFile.read(file)
            guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else {
                throw CLIError("\(file): is no JSON; write a policy such as docs/access.md shows")
            }
            return value
        }
    }
}

/// Calls about users.
enum UserCall {
    static let all = "/users"
    static let passwordFileHelp = ArgumentHelp(
        "A file whose first line is the password; - for standard input.",
        valueName: "file"
    )

    static func path(_ name: String) throws -> String {
        // Without a name the path would be that of all.
        guard !name.isEmpty else { throw CLIError("user name: is empty; `gantry user ls` lists those there are") }
        return all + "/" + PercentEncoding.encode(name)
    }

    static func tell(_ item: UserObject, _ options: GlobalOptions) throws {
        switch options.output {
        case .table, .wide: print(options.quiet ? item.name : "user \(item.name): \(item.summary)")
        case .json, .yaml: try Output.object(item, options)
        }
    }
}

extension UserObject {
    fileprivate var summary: String {
        var parts = [role]
        if !policies.isEmpty { parts.append(policies.count == 1 ? "1 policy" : "\(policies.count) policies") }
        if disabled { parts.append("disabled") }
        return parts.joined(separator: ", ")
    }
}

extension UserObject: Listable {
    package static var headings: [String] { ["NAME", "ROLE", "POLICIES", "STATE", "CREATED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            name, role, String(policies.count), disabled ? style.paint("disabled", .yellow) : "enabled",
            String(created.prefix(19)),
        ]
    }

    package var listName: String { name }
}
