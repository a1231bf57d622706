//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Agent
import ArgumentParser

struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Make this machine a node of a cluster.",
        discussion: """
            The server shows the whole command when it is asked for a join token. Where process arguments can be \
            read by others, give the token in the environment variable \(tokenVariable) instead.
            """
    )

    private static let tokenVariable = "GANTRY_JOIN_TOKEN"

    @Option(help: "The management API's URL, such as https://control.example.com:7800.")
    var server: String

    @Option(help: "The cluster's join token.")
    var token: String?

    @Option(help: "SHA-256 of the authority's certificate, in hexadecimal.")
    var caFingerprint: String

    @Option(help: "Where to keep the node's identity.")
    var dataDir = DefaultPaths.dataDirectory

    @Option(help: "The Docker Engine's socket.")
    var dockerSocket = DefaultPaths.dockerSocket

    @Option(help: "The node's name. (default: the machine's)")
    var name: String?

    @Option(help: "The address that other nodes reach this one at. (default: the one it reaches the server from)")
    var address: String?

    @Option(help: "The zone that the machine is in.")
    var zone = ""

    @Option(name: .customLong("label"), help: "A label of the node, as key=value; give it again for more.")
    var labels: [String] = []

    @Flag(help: "Join even if the machine is a node of that server already.")
    var force = false

    func run() async throws {
        guard let token = token ?? CommandEnvironment.value(of: Self.tokenVariable) else {
            throw ValidationError("The token is missing; give it with --token or in \(Self.tokenVariable).")
        }
        var options = NodeJoin.Options(
            server: server,
            token: token,
            authorityFingerprint: caFingerprint,
            dataDirectory: dataDir
        )
        options.dockerSocket = dockerSocket
        options.name = name
        options.address = address
        options.zone = zone
        options.labels = try Dictionary(labels.map(Self.parse), uniquingKeysWith: { _, last in last })
        options.isForced = force
        try await NodeJoin(options: options, say: { print($0) }).run()
    }

    private static func parse(label: String) throws -> (String, String) {
        let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValidationError("The label '\(label)' isn't key=value.")
        }
        return (String(parts[0]), String(parts[1]))
    }
}
