//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

extension NodeCommand {
    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drain",
            abstract: "Take a node out of service: its containers move to others, without a gap where they can.",
            discussion: """
                Containers of Gantry's own stay. Exits with 0 when nothing of an application runs on the node any more, \
                with 2 when what is left fits on no other node, with 124 when the time is over.
                """
        )

        @Argument var node: String
        @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
        @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds")) var timeout = 600
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/hosts/" + PercentEncoding.encode(node)
                try await client.call("POST", path + "/drain")
                guard !detach else { return }
                let deadline = ContinuousClock.now + .seconds(timeout)
                var progress = DrainProgress()
                while true {
                    let status = try await client.decode(DrainObject.self, "GET", path + "/drain")
                    for line in progress.take(status) { print(line) }
                    switch DrainOutcome(of: status) {
                    case .drained: return
                    case .takenBack: throw CLIError("\(node): was activated again while it was drained")
                    case .stuck:
                        let count = status.remaining.count
                        let text = count == 1 ? "a container fits" : "\(count) containers fit"
                        Output.note("error: \(node): \(text) on no other node; make room, or remove them")
                        throw ExitCodes.unplaceable
                    case .underWay: break
                    }
                    guard ContinuousClock.now < deadline else {
                        Output.note("error: \(node): isn't drained after \(timeout) s; it goes on in the background")
                        throw ExitCodes.timedOut
                    }
                    try await Task.sleep(for: .milliseconds(300))
                }
            }
        }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "activate",
            abstract: "Give a drained node back: it takes containers again."
        )

        @Argument var node: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/hosts/" + PercentEncoding.encode(node)
                return try await client.call("POST", path + "/activate")
            }
        }
    }
}

/// How the draining of a node stands.
enum DrainOutcome: Hashable {
    case underWay
    case drained
    /// Nothing of what is left fits elsewhere.
    case stuck
    /// Somebody gave the node back.
    case takenBack

    init(of status: DrainObject) {
        if !status.isDrained {
            self = .takenBack
        } else if status.remaining.isEmpty {
            self = .drained
        } else {
            self = status.remaining.allSatisfy(\.isUnplaceable) ? .stuck : .underWay
        }
    }
}

/// What has changed of a node's draining, a line for each container.
struct DrainProgress {
    private var told: [String: String] = [:]

    mutating func take(_ status: DrainObject) -> [String] {
        var lines: [String] = []
        let remaining = Dictionary(status.remaining.map { ($0.name, $0.reason) }, uniquingKeysWith: { $1 })
        for name in told.keys.sorted() where remaining[name] == nil {
            lines.append("\(name): has left")
            told[name] = nil
        }
        for (name, reason) in remaining.sorted(by: { $0.key < $1.key }) where told[name] != reason {
            lines.append("\(name): \(reason)")
            told[name] = reason
        }
        if status.remaining.isEmpty { lines.append("\(status.node): nothing of an application runs there any more.") }
        return lines
    }
}
