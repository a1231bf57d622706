//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry trigger`: addresses that redeploy an application or scale a service when they are called.
package struct TriggerCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "trigger",
        abstract: "Addresses that redeploy an application or scale a service when they are called.",
        subcommands: [List.self, Create.self, Remove.self]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the triggers.")

        @Argument(help: "The application; left out, all of the cluster's.") var application: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let items = try await options.withClient { client in
                let query = application.map { "?project=" + PercentEncoding.encode($0) } ?? ""
                let path = try await options.clusterPath(client) + "/triggers" + query
                return try await client.decode([TriggerObject].self, "GET", path)
            }
            try Output.list(items, options)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a trigger; its address is shown only now."
        )

        @Argument(help: "The application to redeploy, or whose service to scale.") var application: String
        @Option(help: ArgumentHelp("Scale this service instead of redeploying.", valueName: "service"))
        var scale: String?
        @Option(help: "Redeploy only for pushes of this image, where the call is a registry's web-hook.")
        var image: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var request = TriggerRequest(project: application, action: scale == nil ? "redeploy" : "scaling")
            request.service = scale.map { $0.hasPrefix(application + "_") ? $0 : "\(application)_\($0)" }
            request.image = image
            let body = request
            let trigger = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/triggers"
                return try await client.decode(TriggerObject.self, "POST", path, json: body)
            }
            switch options.output {
            case .table, .wide:
                print(trigger.url ?? "")
                Output.note("the address is shown only now, and is all that a call needs: keep it from others")
                if scale != nil { Output.note("add &type=scale_out or &type=scale_in, and &step=1 to 100") }
            case .json, .yaml: try Output.object(trigger, options)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Make a trigger's address worthless."
        )

        @Argument(help: "The trigger's ID.") var id: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            guard !id.isEmpty else { throw CLIError("trigger: is empty; `gantry trigger ls` lists those there are") }
            try await options.withClient { client in
                let path = try await options.clusterPath(client)
                try await client.call("DELETE", path + "/triggers/" + PercentEncoding.encode(id))
            }
        }
    }
}

extension TriggerObject: Listable {
    package static var headings: [String] { ["ID", "APPLICATION", "ACTION", "SERVICE", "IMAGE", "USER", "CREATED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [id, project, action, service ?? "", image ?? "", user, String(created.prefix(19))]
    }

    package var listName: String { id }
}
