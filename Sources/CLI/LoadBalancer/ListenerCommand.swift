//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText
import Model

/// `gantry lb listener`: the ports of a load balancer.
struct ListenerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listener",
        abstract: "The ports that a load balancer listens on.",
        subcommands: [Add.self, Set.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a listener.")

        @Argument(help: "The load balancer's name.") var name: String
        @Argument(help: ArgumentHelp("Such as http:80, https:443, tcp:6379 or udp:53.", valueName: "scheme:port"))
        var listener: String
        @OptionGroup var redirect: RedirectOption
        @OptionGroup var options: GlobalOptions

        func request() throws -> ListenerObject {
            var request = try ListenerObject(parsing: listener)
            request.redirectHTTPS = redirect.port
            return request
        }

        func run() async throws {
            try await LoadBalancerCall.send("POST", LoadBalancerCall.path(name) + "/listeners", request(), options)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "set", abstract: "Change a listener.")

        @Argument(help: "The load balancer's name.") var name: String
        @Argument var port: Int
        @OptionGroup var redirect: RedirectOption
        @Flag(help: "Answer clients here.") var noRedirect = false
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard (redirect.port != nil) != noRedirect else {
                throw ValidationError("give one of --redirect-https and --no-redirect")
            }
        }

        var change: ListenerChange { ListenerChange(redirectHTTPS: noRedirect ? 0 : redirect.port) }

        func run() async throws {
            try await LoadBalancerCall.send("PUT", LoadBalancerCall.path(name) + "/listeners/\(port)", change, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Remove a listener.")

        @Argument(help: "The load balancer's name.") var name: String
        @Argument(help: ArgumentHelp("Such as 80, or 53/udp for one that speaks UDP.", valueName: "port"))
        var port: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try LoadBalancerCall.path(name) + "/listeners/" + PercentEncoding.encode(port)
            try await LoadBalancerCall.send("DELETE", path, nil, options)
        }
    }
}

/// Where an http listener sends its clients.
struct RedirectOption: ParsableArguments {
    @Option(
        name: .customLong("redirect-https"),
        defaultAsFlag: 443,
        help: ArgumentHelp(
            "Send clients of http to the load balancer's https listener at this port, 443 when none is given.",
            valueName: "port"
        )
    )
    var port: Int?
}

extension ListenerObject {
    /// - Throws: `CLIError` for what is no `scheme:port`.
    init(parsing text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let modes = LoadBalancerSpec.Scheme.allCases.map(\.rawValue)
        guard parts.count == 2, let port = Int(parts[1]), modes.contains(String(parts[0])) else {
            let forms = modes.map { "\($0):PORT" }.joined(separator: ", ")
            throw CLIError("'\(text)': is no listener; write one of \(forms)")
        }
        self.init(port: port, scheme: String(parts[0]))
    }
}
