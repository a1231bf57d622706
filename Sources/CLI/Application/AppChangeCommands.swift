//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

struct AppStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start a stopped application.")

    @Argument var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await AppCall.post("start", of: name, options) }
}

struct AppStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop all its containers.")

    @Argument var name: String
    @Option(name: .customShort("t"), help: "Seconds before a container is killed.") var time: Int?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await AppCall.post("stop" + (time.map { "?t=\($0)" } ?? ""), of: name, options)
    }
}

struct AppKill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kill", abstract: "Send its containers a signal.")

    @Argument var name: String
    @Option(name: .shortAndLong) var signal = "KILL"
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await AppCall.post("kill?signal=" + PercentEncoding.encode(signal), of: name, options)
    }
}

struct AppRedeploy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redeploy",
        abstract: "Start what is stopped, make what is missing, and apply what its configuration items say now."
    )

    @Argument var name: String
    @Flag(help: "Pull all images again, not those with aliyun.latest_image alone.") var latestImage = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await AppCall.post("redeploy" + (latestImage ? "?latest_image=1" : ""), of: name, options)
    }
}

struct AppRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rm", abstract: "Remove an application.")

    @Argument var name: String
    @Flag(help: "Its volumes, too: their data is lost.") var volumes = false
    @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
    @Option(help: ArgumentHelp("How long to wait for it to be gone.", valueName: "seconds")) var timeout = 120
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/" + PercentEncoding.encode(name)
            try await client.call("DELETE", path + "?v=\(volumes)")
            guard !detach else { return }
            let deadline = ContinuousClock.now + .seconds(timeout)
            while try await Self.hasContainers(
                client,
                path.dropLast("/projects/".count + PercentEncoding.encode(name).count),
                name
            ) {
                guard ContinuousClock.now < deadline else {
                    Output.note("error: \(name): is not gone after \(timeout) s; it goes on in the background")
                    throw ExitCodes.timedOut
                }
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    private static func hasContainers(_ client: APIClient, _ cluster: Substring, _ name: String) async throws -> Bool {
        try await client.decode([ContainerObject].self, "GET", cluster + "/containers?all=1")
            .contains { $0.project == name }
    }
}

/// Calls that change an application.
enum AppCall {
    static func post(_ action: String, of name: String, _ options: GlobalOptions) async throws {
        _ = try await options.withClient { client in
            let path = try await options.clusterPath(client)
            return try await client.call("POST", "\(path)/projects/\(PercentEncoding.encode(name))/\(action)")
        }
    }
}
