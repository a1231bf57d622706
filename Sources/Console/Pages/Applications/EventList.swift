//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes

/// What happened to something, the last first.
enum EventList {
    /// The last events of something in the API.
    static func load(_ path: Path, tail: String, _ page: PageRequest) async throws -> [EventObject] {
        let body = try await page.api.call(.get, (path / "events").with("tail", tail))
        let lines = body.split(separator: UInt8(ascii: "\n"))
        return try lines.map { try JSONDecoder().decode(EventObject.self, from: Data($0)) }.reversed()
    }

    static func html(_ events: [EventObject], _ page: PageRequest) -> HTML {
        guard !events.isEmpty else { return "<p class=\"mb-0 text-body-secondary\">\(page(.noEvents))</p>" }
        let lines: [HTML] = events.map { event in
            let (tone, word): (String, Text?) =
                switch event.level {
                case "error": ("text-danger-emphasis", .levelError)
                case "warning": ("text-warning-emphasis", .levelWarning)
                default: ("", nil)
                }
            let level: HTML? = word.map { "<strong>\(page($0)):</strong> " }
            return """
                <li class="\(tone)"><span class="text-body-secondary me-2">\(Moment.html(event.time))</span>\
                \(level)\(event.message)</li>
                """
        }
        return "<ul class=\"list-unstyled events mb-0\">\(lines)</ul>"
    }
}

extension Text {
    static let noEvents = Text("Nothing happened lately.", "最近没有事件。")
    static let levelError = Text("Error", "错误")
    static let levelWarning = Text("Warning", "警告")
}
