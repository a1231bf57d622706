//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Volumes of all engines.
package enum VolumeList {
    /// Reads an engine's answer to `GET /volumes`.
    ///
    /// - Parameters:
    ///   - answer: The body.
    ///   - node: The engine's node.
    ///   - prefixed: Whether those of the driver `local` are called `node/name`, as clients of the Docker API expect.
    ///   - references: The containers that use each, for clients of the application API.
    /// - Returns: The entries of the list.
    package static func entries(
        _ answer: JSONText,
        on node: ClusterNode,
        prefixed: Bool,
        references: [String: [(name: String, id: String)]] = [:]
    ) -> [JSONText] {
        (answer["Volumes"]?.elements ?? []).map { located($0, on: node, prefixed: prefixed, references: references) }
    }

    /// Says of a volume where it is.
    package static func located(
        _ volume: JSONText,
        on node: ClusterNode,
        prefixed: Bool,
        references: [String: [(name: String, id: String)]] = [:]
    ) -> JSONText {
        guard var members = volume.members, let name = members["Name"]?.string else { return volume }
        if prefixed, isLocal(volume) { members["Name"] = .string("\(node.name)/\(name)") }
        members["Node"] = .string(node.name)
        members["Refs"] = .array(
            (references[name] ?? []).map { .object([("Name", .string($0.name)), ("ID", .string($0.id))]) }
        )
        return members.json
    }

    /// Those that every node has are listed once; all others each.
    package static func merge(_ entries: [JSONText]) -> JSONText {
        var seen: Set<String> = []
        let kept = entries.filter { entry in
            isLocal(entry) || seen.insert(entry["Name"]?.string ?? "").inserted
        }
        return .object([("Volumes", .array(kept)), ("Warnings", .null)])
    }

    private static func isLocal(_ volume: JSONText) -> Bool { (volume["Driver"]?.string ?? "local") == "local" }

    /// Which containers use which volumes, from an engine's answer to `GET /containers/json`.
    package static func references(_ containers: JSONText) -> [String: [(name: String, id: String)]] {
        var found: [String: [(name: String, id: String)]] = [:]
        for container in containers.elements ?? [] {
            let name = container["Names"]?.strings?.first ?? ""
            for mount in container["Mounts"]?.elements ?? [] {
                guard let volume = mount["Name"]?.string, !volume.isEmpty else { continue }
                found[volume, default: []].append((name, container["Id"]?.string ?? ""))
            }
        }
        return found
    }

    /// The body for engines of the call that makes a volume: with the names of the Docker API, whichever the caller used.
    ///
    /// - Parameters:
    ///   - body: As the caller sent it; nothing asks for a volume with a name of its own.
    ///   - newName: The name for one that has none, which is the same on all nodes.
    /// - Returns: The body, the name, and the names of the nodes that a whitelist in the labels names.
    /// - Throws: `DockerRefusal` for a body that is none.
    package static func creation(
        _ body: JSONText?,
        newName: String
    ) throws(DockerRefusal) -> (body: JSONMembers, name: String, whitelist: Set<String>?) {
        guard let source = body.map(\.members) ?? JSONMembers() else {
            throw DockerRefusal(400, "request body: it is no JSON object")
        }
        var members = JSONMembers()
        for member in source.list {
            let known = ["Name", "Driver", "DriverOpts", "Labels"].first { $0.lowercased() == member.key.lowercased() }
            members[known ?? member.key] = member.value
        }
        let name = members["Name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? newName
        members["Name"] = .string(name)
        let hints = try SchedulingHints(labels: members["Labels"]?.stringValues ?? [:]).placement()
        let names = hints.whitelists.map { Set($0.value.split(separator: "|").map(String.init)) }
        return (members, name, names.first.map { names.dropFirst().reduce($0) { $0.intersection($1) } })
    }
}
