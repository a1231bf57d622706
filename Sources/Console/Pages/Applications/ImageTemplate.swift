//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What the form for an image asks for, as a template of one service.
struct ImageTemplate: Sendable, Hashable {
    var service = "web"
    var image = ""
    var count = 1
    /// One on every node, instead of a count.
    var isGlobal = false
    var ports: [String] = []
    /// The container's port that addresses lead to; nil for none.
    var routedPort: Int?
    var addresses: [String] = []
    var environment: [String] = []
    var volumes: [String] = []
    var command = ""
    var restart = "always"
    var memory = ""
    var cpus = ""
    var isPrivileged = false

    /// The template's text.
    ///
    /// Whatever was typed is text in it: dollars are no variables, and nothing ends a line.
    var text: String {
        var lines = ["\(service):", "  image: \(Self.quoted(image))"]
        if !command.isEmpty { lines.append("  command: \(Self.quoted(command))") }
        lines.append("  restart: \(Self.quoted(restart))")
        lines += list("ports", ports) + list("environment", environment) + list("volumes", volumes)
        if !memory.isEmpty { lines.append("  mem_limit: \(Self.quoted(memory))") }
        if !cpus.isEmpty { lines.append("  cpus: \(Self.quoted(cpus))") }
        if isPrivileged { lines.append("  privileged: true") }
        lines.append("  labels:")
        lines.append(isGlobal ? "    aliyun.global: \"true\"" : "    aliyun.scale: \"\(count)\"")
        if let routedPort, !addresses.isEmpty {
            lines.append("    aliyun.routing.port_\(routedPort): \(Self.quoted(addresses.joined(separator: ";")))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func list(_ key: String, _ values: [String]) -> [String] {
        values.isEmpty ? [] : ["  \(key):"] + values.map { "    - \(Self.quoted($0))" }
    }

    /// A scalar in double quotes (YAML 1.2, 7.3.1), with dollars doubled as Compose wants them.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "$": quoted += "$$"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
