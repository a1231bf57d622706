//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry route`: which address leads to which containers.
package struct RouteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Which address leads to which containers.",
        subcommands: [List.self, Trace.self]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the routes of the cluster.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await RouteList.print(project: nil, options)
        }
    }

    struct Trace: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trace",
            abstract: "Tell which route takes a request, and why.",
            discussion: "Ends with 1 when nobody answers the request."
        )

        @Argument(help: ArgumentHelp("The request, for example http://shop.example.com/cart.", valueName: "URL"))
        var url: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let trace = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/routes/trace?url=" + PercentEncoding.encode(url)
                return try await client.decode(RouteTraceObject.self, "GET", path)
            }
            switch options.output {
            case .table, .wide: print(RouteTraceText.text(trace, options.style))
            case .json, .yaml: try Output.object(trace, options)
            }
            if !trace.reason.isEmpty { throw ExitCode.failure }
        }
    }
}
