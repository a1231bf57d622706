//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import Glibc
import HTTPText
import Model

/// `gantry app deploy`: creates an application or updates it, and shows how that goes.
struct AppDeploy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Create an application from a template, or update it."
    )

    @Argument(help: "The application's name.") var name: String
    @OptionGroup var template: TemplateOptions
    @Option(help: "The application's version; an update needs another one than runs (default: the next one).")
    var version: String?
    @Option(help: "A description for people.") var description: String?
    @Flag(help: "Pull images again although they are there.") var latestImage = false
    @Option(help: ArgumentHelp("How an update replaces: rolling or blue-green.", valueName: "method"))
    var updateMethod: String?
    @Option(help: ArgumentHelp("What an update does when a new container fails.", valueName: "pause|continue|rollback"))
    var onFailure: String?
    @Option(
        help: ArgumentHelp(
            "How long an update waits for a new container to be well, beside its probe's delay. (default: 300)",
            valueName: "seconds"
        )
    )
    var updateLimit: Int?
    @Flag(help: "Give what an update replaces new nodes; data on the old ones is left behind or thrown away.")
    var reschedule = false
    @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
    @Option(help: ArgumentHelp("How long to wait for it to run.", valueName: "seconds")) var timeout = 600
    @OptionGroup var options: GlobalOptions

    private struct Accepted: Decodable, Sendable { var warnings: [Problem]? }

    func run() async throws {
        let draft = try request()
        try await options.withClient { client in
            let path = try await options.clusterPath(client)
            let body = try await template.completed(draft, client, path)
            let exists = try await Self.exists(client, path, name)
            if reschedule, exists { Output.note("warning: " + ServiceCommand.Reschedule.loss) }
            let accepted = try await client.decode(
                Accepted.self,
                "POST",
                exists ? "\(path)/projects/\(PercentEncoding.encode(name))/update" : "\(path)/projects",
                json: body
            )
            for warning in accepted.warnings ?? [] { Output.note("warning: \(warning)") }
            guard !detach else { return }
            try await DeployProgress(client: client, path: path, name: name, options: options).run(seconds: timeout)
        }
    }

    private func request() throws -> ProjectRequest {
        var request = try template.request(name: name)
        request.version = version
        request.description = description
        request.latestImage = latestImage ? true : nil
        request.updateMethod = updateMethod
        request.failureAction = onFailure
        request.updateLimit = updateLimit
        request.reschedule = reschedule ? true : nil
        return request
    }

    private static func exists(_ client: APIClient, _ path: String, _ name: String) async throws -> Bool {
        // Without a name the path would be that of all applications; the server says what is wrong with it.
        guard !name.isEmpty else { return false }
        do {
            try await client.call("GET", "\(path)/projects/\(PercentEncoding.encode(name))")
            return true
        } catch let error as APIErrorBody where error.code == "notFound" {
            return false
        }
    }
}
