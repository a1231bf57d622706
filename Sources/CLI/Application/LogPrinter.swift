//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import FoundationEssentials
import HTTPText

/// Which lines of a log to print.
struct LogSelection: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Go on with new lines.") var follow = false
    @Option(help: "Only the last lines of each container.") var tail: Int?
    @Option(help: ArgumentHelp("Only lines since a time: RFC 3339 or Unix seconds.", valueName: "time"))
    var since: String?

    var query: String {
        var query = "follow=\(follow ? 1 : 0)"
        if let tail { query += "&tail=\(tail)" }
        if let since { query += "&since=" + PercentEncoding.encode(since) }
        return query
    }
}

/// Prints log lines, each behind its container's name.
enum LogPrinter {
    static func print(_ client: APIClient, _ path: String, _ options: GlobalOptions, prefix: Bool = true) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try await client.lines(of: LogLine.self, path) { line in
            if options.output == .json {
                Swift.print(String(decoding: try encoder.encode(line), as: UTF8.self))
            } else {
                Swift.print(prefix ? options.style.paint(line.container, .dim) + " | " + line.text : line.text)
            }
        }
    }
}
