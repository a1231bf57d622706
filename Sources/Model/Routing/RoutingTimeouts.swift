//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Time limits of a service's requests that differ from those of all others.
package struct RoutingTimeouts: Codable, Hashable, Sendable {
    /// What a limit is of, by HAProxy's names.
    package enum Name: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
        /// Until a container takes a connection.
        case connect
        /// How long a request waits for a container that may take it.
        case queue
        /// Until a container says something.
        case server
        /// The same at the connection's end.
        case serverFin = "server-fin"
        /// How long a WebSocket may be silent.
        case tunnel
    }

    /// HAProxy's own limit is 24 days.
    package static let maximum = 7 * 24 * 3_600_000
    private static let example = "write for example server=10m;tunnel=8h"

    /// In milliseconds.
    package private(set) var milliseconds: [Name: Int] = [:]

    /// Whether each is one that can be written; what comes from elsewhere may have been changed on its way.
    package var isValid: Bool { milliseconds.values.allSatisfy((1...Self.maximum).contains) }

    package init() {}

    /// Reads `NAME=DURATION`, several with semicolons, commas or line ends between them.
    ///
    /// A duration is a whole number with `ms`, `s`, `m`, `h` or `d`. One without a name is of `server`.
    package init(parsing text: String) throws(RoutingSettingError) {
        let entries = text.split { $0 == ";" || $0 == "," || $0.isNewline }.map(Self.trimmed).filter { !$0.isEmpty }
        guard !entries.isEmpty else { throw RoutingSettingError("there is no time limit", Self.example) }
        for entry in entries {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
            guard let name = parts.count == 1 ? .server : Name(rawValue: String(parts[0])) else {
                throw RoutingSettingError(
                    "\(RoutingSettingError.shown(parts[0])) is no time limit of a service",
                    "write \(Name.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            guard let duration = Self.duration(parts[parts.count - 1]) else {
                throw RoutingSettingError(
                    "\(RoutingSettingError.shown(parts[parts.count - 1])) is no duration from 1ms to 7d",
                    Self.example
                )
            }
            guard milliseconds.updateValue(duration, forKey: name) == nil else {
                throw RoutingSettingError("the limit \(name.rawValue) is given twice", "keep one of them")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }

    private static func duration(_ text: Substring) -> Int? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        let units = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard (1...9).contains(digits.count), let number = Int(Substring(digits)),
            let unit = units[String(text[digits.endIndex...])]
        else { return nil }
        let duration = number * unit
        return (1...maximum).contains(duration) ? duration : nil
    }
}
