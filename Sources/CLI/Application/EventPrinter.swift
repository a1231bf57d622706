//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import FoundationEssentials

/// Prints events as they come: a line each, or JSON lines.
enum EventPrinter {
    static func print(_ client: APIClient, _ path: String, _ options: GlobalOptions) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try await client.lines(of: EventObject.self, path) { event in
            if options.output == .json {
                Swift.print(String(decoding: try encoder.encode(event), as: UTF8.self))
            } else {
                Swift.print(line(event, options.style))
            }
        }
    }

    static func line(_ event: EventObject, _ style: TerminalStyle) -> String {
        let time = String(event.time.dropFirst(11).prefix(8))
        let message =
            switch event.level {
            case "error": style.paint(event.message, .red)
            case "warning": style.paint(event.message, .yellow)
            default: event.message
            }
        return style.paint(time, .dim) + "  " + message
    }
}
