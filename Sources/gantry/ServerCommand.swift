//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import CLI
import Logging
import Server
import StoreSQLite

/// `gantry server`: the control plane.
///
/// Each option that isn't given is taken from its variable, `GANTRY_` and its name, then from its default.
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Run the control plane: management API, and the end that agents dial."
    )

    @Option(help: "Where keys and state are kept (GANTRY_DATA_DIR).")
    var dataDir = ServerEnvironment.text("DATA_DIR") ?? "/var/lib/gantry"

    @Option(help: "Where the management API listens (GANTRY_API_ADDRESS).")
    var apiAddress = ServerEnvironment.text("API_ADDRESS") ?? "0.0.0.0:7800"

    @Option(help: "Where agents connect (GANTRY_AGENT_ADDRESS).")
    var agentAddress = ServerEnvironment.text("AGENT_ADDRESS") ?? "0.0.0.0:7801"

    @Option(
        help: """
            A name or address under which machines reach the server; agents dial the first one \
            (GANTRY_ADVERTISE_HOST, with commas).
            """
    )
    var advertiseHost: [String] = ServerEnvironment.list("ADVERTISE_HOST")

    @Option(help: "The program that machines download when they join (GANTRY_AGENT_BINARY; default: beside gantry).")
    var agentBinary: String?

    @Option(help: "The image of the routing containers (GANTRY_ROUTING_IMAGE); none leaves simple routing out.")
    var routingImage: String?

    @Option(help: "Where the first password is written instead of being shown (GANTRY_PASSWORD_FILE).")
    var passwordFile: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (GANTRY_LOG_LEVEL).")
    var logLevel = ServerEnvironment.text("LOG_LEVEL") ?? "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw ValidationError("'\(logLevel)' is no log level")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let options = ServerOptions(
            dataDirectory: dataDir,
            apiAddress: try Self.address(apiAddress),
            agentAddress: try Self.address(agentAddress),
            advertiseHosts: advertiseHost.isEmpty ? [ServerEnvironment.hostName()] : advertiseHost,
            agentBinary: try agentBinary ?? ServerEnvironment.text("AGENT_BINARY") ?? AgentProgram.path(),
            routingImage: routingImage ?? ServerEnvironment.text("ROUTING_IMAGE"),
            passwordFile: passwordFile ?? ServerEnvironment.text("PASSWORD_FILE")
        )
        let server = try await GantryServer(
            options: options,
            makeStore: { try SQLiteStore(path: $0) },
            logger: Logger(label: "gantry.server")
        )
        try await server.run()
    }

    private static func address(_ text: String) throws -> HostPort {
        guard let address = HostPort(text) else {
            throw ValidationError("'\(text)' is no HOST:PORT; write for example 0.0.0.0:7800")
        }
        return address
    }
}
