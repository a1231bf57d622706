//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APIClient
package import ArgumentParser
import HTTPText

/// What every command that talks to a server takes.
package struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The context to use instead of the current one.", valueName: "name"))
    package var context: String?

    @Option(help: ArgumentHelp("The server's address instead of the context's.", valueName: "url"))
    package var server: String?

    @Option(help: ArgumentHelp("The cluster's name or ID.", valueName: "cluster"))
    package var cluster: String?

    @Option(name: .shortAndLong, help: "How to print: table, wide, json or yaml.")
    package var output: OutputFormat = .table

    @Flag(name: .shortAndLong, help: "Print names alone.")
    package var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colours; the variable NO_COLOR does the same.")
    package var noColor = false

    package init() {}

    /// Runs a body with a client of the chosen server.
    @discardableResult
    package func withClient<Result: Sendable>(
        _ body: (APIClient) async throws -> Result
    ) async throws -> Result {
        try await APIClient.with(try endpoint(), body)
    }

    /// The server that flags, environment and context name, in this order.
    package func endpoint(_ environment: [String: String] = Environment.variables) throws -> APIClient.Endpoint {
        let chosen = try chosenContext(environment)
        guard let url = server ?? environment["GANTRY_SERVER"] ?? chosen?.server else {
            throw CLIError("server: none is known; log in with `gantry login URL`, or run `gantry local up`")
        }
        return APIClient.Endpoint(
            url: url,
            authority: chosen?.authority,
            token: environment["GANTRY_TOKEN"] ?? chosen?.token
        )
    }

    private func chosenContext(_ environment: [String: String]) throws -> ContextFile.Context? {
        let file = try ContextFile.load(environment)
        guard let name = context ?? environment["GANTRY_CONTEXT"] else { return file.currentContext }
        guard let found = file.contexts.first(where: { $0.name == name }) else {
            throw CLIError("context \(name): there is none of this name; `gantry context ls` lists them")
        }
        return found
    }

    /// The path of the chosen cluster's calls: that of the flag, the environment, the context, or the only one there is.
    package func clusterPath(_ client: APIClient) async throws -> String {
        let environment = Environment.variables
        let chosen = try chosenContext(environment)?.cluster
        if let name = cluster ?? environment["GANTRY_CLUSTER"] ?? chosen {
            return "/clusters/" + PercentEncoding.encode(name)
        }
        let all = try await client.decode([ClusterName].self, "GET", "/clusters")
        guard let only = all.first, all.count == 1 else {
            throw CLIError(
                all.isEmpty
                    ? "cluster: there is none; create one with `gantry cluster create NAME`"
                    : "cluster: there are \(all.count) (\(all.map(\.name).joined(separator: ", "))); choose with --cluster"
            )
        }
        return "/clusters/" + PercentEncoding.encode(only.cluster_id)
    }

    private struct ClusterName: Decodable, Sendable {
        var cluster_id: String
        var name: String
    }

    package var style: TerminalStyle { TerminalStyle(noColor: noColor) }
}

package enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table
    case wide
    case json
    case yaml
}
