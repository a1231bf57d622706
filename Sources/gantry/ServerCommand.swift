//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import CLI
import Glibc
import Logging
import Server
import StoreSQLite

/// `gantry server`: the control plane.
///
/// What isn't given is taken from `ServerSettings`, then from its default.
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Run the control plane: management API, and the end that agents dial.",
        discussion: """
            What isn't given by a flag is taken from the variable GANTRY_ and its name, such as GANTRY_DATA_DIR, and \
            then from /etc/gantry/gantry.yml (or where GANTRY_CONFIG_FILE points), such as data-dir: /var/lib/gantry.
            """
    )

    @Option(help: "Where keys and state are kept. (default: /var/lib/gantry)")
    var dataDir: String?

    @Option(help: "Where the management API listens. (default: 0.0.0.0:7800)")
    var apiAddress: String?

    @Option(help: "Where agents connect. (default: 0.0.0.0:7801)")
    var agentAddress: String?

    @Option(
        help: """
            A name or address under which machines reach the server; agents dial the first one. \
            (default: this machine's name)
            """
    )
    var advertiseHost: [String] = []

    @Option(help: "The program that machines download when they join. (default: the one beside gantry)")
    var agentBinary: String?

    @Option(help: "The image of the routing containers; none leaves simple routing out.")
    var routingImage: String?

    @Option(help: "The folder of the console's front-end libraries. (default: \(ServerOptions.standardConsoleAssets))")
    var consoleAssets: String?

    @Option(help: "Where the first password is written instead of being shown.")
    var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            "How long a node may give no sign of life before it counts as lost, 5 at least. (default: 5)",
            valueName: "seconds"
        )
    )
    var lossAfter: String?

    @Option(
        help: ArgumentHelp(
            "How long a node must have counted as lost before containers that may move do. (default: 0)",
            valueName: "seconds"
        )
    )
    var rescheduleAfter: String?

    @Option(
        help: ArgumentHelp(
            "How many entries the audit log keeps, 1,000 at least. (default: 100,000)",
            valueName: "count"
        )
    )
    var auditLimit: String?

    @Option(
        help: ArgumentHelp(
            "The ports of clusters' endpoints, one for each cluster. (default: \(PortRange.endpoints))",
            valueName: "first-last"
        )
    )
    var endpointPorts: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    func run() async throws {
        let settings: ServerSettings
        do {
            settings = try ServerSettings(variables: Environment.variables)
        } catch {
            throw CLIError("\(error)")
        }
        let levelName = settings.text(logLevel, "log-level") ?? "info"
        guard let level = Logger.Level(rawValue: levelName) else {
            throw ValidationError("'\(levelName)' is no log level")
        }
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let hosts = settings.list(advertiseHost, "advertise-host")
        var options = ServerOptions(
            dataDirectory: settings.text(dataDir, "data-dir") ?? "/var/lib/gantry",
            apiAddress: try Self.address(settings.text(apiAddress, "api-address") ?? "0.0.0.0:7800"),
            agentAddress: try Self.address(settings.text(agentAddress, "agent-address") ?? "0.0.0.0:7801"),
            advertiseHosts: hosts.isEmpty ? [Self.hostName()] : hosts,
            agentBinary: try settings.text(agentBinary, "agent-binary") ?? AgentProgram.path(),
            routingImage: settings.text(routingImage, "routing-image"),
            passwordFile: settings.text(passwordFile, "password-file")
        )
        if let folder = settings.text(consoleAssets, "console-assets") { options.consoleAssets = folder }
        if let text = settings.text(lossAfter, "loss-after") {
            options.lossAfterSeconds = try Self.seconds(text, "loss-after", in: 5...3_600)
        }
        if let text = settings.text(rescheduleAfter, "reschedule-after") {
            options.rescheduleAfterSeconds = try Self.seconds(text, "reschedule-after", in: 0...86_400)
        }
        if let text = settings.text(auditLimit, "audit-limit") {
            guard let limit = Int(text), (1_000...10_000_000).contains(limit) else {
                throw CLIError("audit-limit: '\(text)' is no number from 1,000 to 10,000,000; give one")
            }
            options.auditLimit = limit
        }
        if let text = settings.text(endpointPorts, "endpoint-ports") {
            guard let range = PortRange(text) else {
                throw CLIError("endpoint-ports: '\(text)' is no FIRST-LAST; write for example \(PortRange.endpoints)")
            }
            options.endpointPorts = range
        }
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

    private static func seconds(_ text: String, _ name: String, in range: ClosedRange<Int>) throws -> Int {
        guard let seconds = Int(text), range.contains(seconds) else {
            throw ValidationError(
                "\(name) '\(text)': is no number of seconds from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return seconds
    }

    /// The machine's name.
    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
