//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import FoundationEssentials

/// Where the server's settings come from: a flag, then its variable `GANTRY_…`, then the file `gantry.yml`.
///
/// The file is one YAML mapping with the flags' names as keys, such as `data-dir: /srv/gantry`; what may be given more
/// than once is a list.
package struct ServerSettings: Sendable {
    package static let standardPath = "/etc/gantry/gantry.yml"
    private static let names: Set<String> = [
        "data-dir", "api-address", "agent-address", "advertise-host", "agent-binary", "routing-image", "password-file",
        "log-level", "loss-after", "reschedule-after", "audit-limit", "endpoint-ports", "console-assets",
    ]

    private let variables: [String: String]
    private var file: [String: [String]] = [:]

    /// - Parameters:
    ///   - variables: The environment; `GANTRY_CONFIG_FILE` names another file than the standard one.
    ///   - text: Reads a file, nil when there is none.
    /// - Throws: `SettingsError` for a file that can't be understood, with the line.
    package init(
        variables: [String: String],
        text: (String) -> String? = { path in
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    ) throws {
        self.variables = variables
        let chosen = variables["GANTRY_CONFIG_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        guard let text = text(chosen ?? Self.standardPath) else {
            guard let chosen else { return }
            throw SettingsError("\(chosen): can't be read; GANTRY_CONFIG_FILE names it")
        }
        try read(text, path: chosen ?? Self.standardPath)
    }

    /// The value of a flag that may be given once; nil when nobody set it.
    package func text(_ flag: String?, _ name: String) -> String? { flag ?? variable(name) ?? file[name]?.first }

    /// The values of a flag that may be given more than once; in the variable commas separate them.
    package func list(_ flag: [String], _ name: String) -> [String] {
        if !flag.isEmpty { return flag }
        guard let values = variable(name) else { return file[name] ?? [] }
        return values.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func variable(_ name: String) -> String? {
        let value = variables["GANTRY_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })]
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func read(_ text: String, path: String) throws {
        let value = try YAMLDocument.parse(text, file: path)
        guard !value.isNull else { return }
        guard case .mapping(let entries) = value.content else {
            throw SettingsError(
                "\(path):\(value.mark.line): is no mapping; write lines such as data-dir: /var/lib/gantry"
            )
        }
        for entry in entries {
            guard Self.names.contains(entry.key) else {
                throw SettingsError(
                    "\(path):\(entry.mark.line): \(entry.key): is no setting of the server; there are "
                        + Self.names.sorted().joined(separator: ", ")
                )
            }
            switch entry.value.content {
            case .scalar(let scalar): file[entry.key] = scalar.isNull ? [] : [scalar.text]
            case .sequence(let items) where entry.key == "advertise-host":
                file[entry.key] = try items.map { item in
                    guard case .scalar(let scalar) = item.content else { throw Self.mistake(entry, path) }
                    return scalar.text
                }
            default: throw Self.mistake(entry, path)
            }
        }
    }

    private static func mistake(_ entry: YAMLEntry, _ path: String) -> SettingsError {
        SettingsError("\(path):\(entry.mark.line): \(entry.key): takes a plain value; write it as on the command line")
    }
}

/// A configuration file that can't be used: the file, the line, why, and what to do.
package struct SettingsError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
