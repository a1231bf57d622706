//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

extension ServiceCommand {
    struct Reschedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reschedule",
            abstract: "Give a service's containers the places that they would get now."
        )

        @Argument var service: String
        @Flag(
            help: "Although it has volumes: anonymous ones are thrown away, what is in others stays on the old nodes."
        )
        var force = false
        @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
        @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds")) var timeout = 300
        @OptionGroup var options: GlobalOptions

        /// What a move costs that is made whatever data is lost by it.
        static let loss =
            "containers that go to another node lose their anonymous volumes; "
            + "named volumes and paths stay on the old node with their data"

        func run() async throws {
            try await options.withClient { client in
                let path = try await options.clusterPath(client)
                if force { Output.note("warning: " + Self.loss) }
                let servicePath = "\(path)/services/\(PercentEncoding.encode(service))"
                let moves = try await client.decode(
                    RebalanceObject.self,
                    "POST",
                    servicePath + "/reschedule?force=\(force)"
                )
                try RebalanceCommand.show(moves, options)
                guard !detach, !moves.moves.isEmpty else { return }
                let project = try await client.decode(ServiceObject.self, "GET", servicePath).project
                try await DeployProgress(client: client, path: path, name: project, options: options)
                    .run(seconds: timeout)
            }
        }
    }
}
