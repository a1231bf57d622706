//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

/// `gantry app run`: runs a job now, and shows how that goes.
struct AppRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a job now, beside what its schedule says."
    )

    @Argument(help: "The application's name.") var name: String
    @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
    @Option(help: ArgumentHelp("How long to wait for its end.", valueName: "seconds")) var timeout = 3_600
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client)
            let call = "\(path)/projects/\(PercentEncoding.encode(name))"
            let job = try await client.decode(Project.self, "GET", call).job
            try await client.call("POST", call + "/runs")
            guard !detach else { return }
            var progress = DeployProgress(client: client, path: path, name: name, options: options)
            progress.earlierRun = job?.last?.number ?? 0
            try await progress.run(seconds: timeout)
        }
    }
}

/// `gantry app runs`: what ran of a job, the last first; or the tasks of one run.
struct AppRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs of a job, the last first, or the tasks of one of them."
    )

    @Argument(help: "The application's name.") var name: String
    @Argument(help: "The number of a run, to see its tasks.") var number: Int?
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/\(PercentEncoding.encode(name))/runs"
            guard let number else {
                return try Output.list(await client.decode([RunObject].self, "GET", path), options)
            }
            let run = try await client.decode(RunObject.self, "GET", "\(path)/\(number)")
            switch options.output {
            case .json, .yaml: try Output.object(run, options)
            case .table, .wide: try Output.list(run.tasks ?? [], options)
            }
        }
    }
}

/// `gantry app suspend`: leaves a job's schedule out.
struct AppSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Leave a job's schedule out until it is resumed; a run under way goes on."
    )

    @Argument(help: "The application's name.") var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await AppCall.post("suspend", of: name, options) }
}

/// `gantry app resume`: has a job's schedule count again.
struct AppResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Have a job's schedule count again, from now on."
    )

    @Argument(help: "The application's name.") var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws { try await AppCall.post("resume", of: name, options) }
}

extension RunObject {
    /// What a person reads of how it ended, after its number.
    var stateText: String {
        switch state {
        case "timedOut": "took too long"
        case "stopped": "was stopped"
        default: state
        }
    }
}

extension RunObject: Listable {
    package static var headings: [String] { ["RUN", "STATE", "STARTED", "ENDED", "TASKS", "WHY", "MESSAGE"] }
    package static var wideHeadings: [String] { ["VERSION", "FOR", "MISSED", "SKIPPED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            String(number), style.paint(state: state), String(started.prefix(19)), String((ended ?? "").prefix(19)),
            "\(succeededCount)/\(taskCount)", cause, message,
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] {
        [version, String((scheduled ?? "").prefix(19)), String(missed), String(skipped)]
    }

    package var listName: String { String(number) }
}

extension RunObject.Task: Listable {
    package static var headings: [String] {
        ["CONTAINER", "STATE", "TRIES", "NODE", "STARTED", "ENDED", "EXIT", "MESSAGE"]
    }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            container, style.paint(state: state), String(attempts), node, String((started ?? "").prefix(19)),
            String((ended ?? "").prefix(19)), exitCode.map(String.init) ?? "", message,
        ]
    }

    package var listName: String { container }
}
