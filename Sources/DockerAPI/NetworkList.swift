//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Networks of all engines: those of the cluster once, those of one node as `node/name`.
package enum NetworkList {
    /// A network as one engine has it.
    package struct Entry: Sendable, Hashable {
        package var node: ClusterNode
        package var id: String
        package var name: String
        /// Whether it is of this node alone.
        package var isLocal: Bool
        package var json: JSONText

        /// As the list shows it.
        var shownName: String { isLocal ? "\(node.name)/\(name)" : name }

        var shown: JSONText {
            guard isLocal, var members = json.members else { return json }
            members["Name"] = .string(shownName)
            return members.json
        }
    }

    /// Reads an engine's answer to `GET /networks`.
    package static func entries(_ answer: JSONText, on node: ClusterNode) -> [Entry] {
        (answer.elements ?? []).compactMap { entry($0, on: node) }
    }

    /// Reads an engine's answer to `GET /networks/{id}`.
    package static func entry(_ json: JSONText, on node: ClusterNode) -> Entry? {
        guard let members = json.members, let id = members["Id"]?.string, let name = members["Name"]?.string else {
            return nil
        }
        let scope = members["Scope"]?.string ?? "local"
        return Entry(node: node, id: id, name: name, isLocal: scope == "local" || scope.isEmpty, json: json)
    }

    /// The answer to `GET /networks`.
    package static func merge(_ entries: [Entry]) -> JSONText {
        var seen: Set<String> = []
        return .array(
            entries.filter { seen.insert($0.isLocal ? $0.node.id.rawValue + $0.id : $0.id).inserted }.map(\.shown)
        )
    }

    /// The network that a caller means, on each node that has it; empty when there is none, or several.
    ///
    /// Order: whole ID, names, beginnings of IDs.
    package static func find(_ reference: String, in entries: [Entry]) -> [Entry] {
        guard !reference.isEmpty else { return [] }
        let byID = entries.filter { $0.id == reference }
        if !byID.isEmpty { return byID }
        let byName = entries.filter { isName(reference, of: $0) }
        if !byName.isEmpty { return Set(byName.map(\.id)).count == 1 ? byName : [] }
        let byPrefix = entries.filter { $0.id.hasPrefix(reference) }
        return Set(byPrefix.map(\.id)).count == 1 ? byPrefix : []
    }

    private static func isName(_ reference: String, of entry: Entry) -> Bool {
        if reference == entry.name { return true }
        guard reference.hasSuffix("/" + entry.name) else { return false }
        return entry.node.isCalled(reference.dropLast(entry.name.utf8.count + 1))
    }

    /// The answer to the inspection of one network, with the containers that any node knows in it.
    ///
    /// The entries are those of the nodes that have it, in full.
    package static func inspection(_ entries: [Entry]) -> JSONText {
        // Only one of the swarm's managers may know all of a network that others merely use.
        guard let first = entries.max(by: { $0.json.bytes.count < $1.json.bytes.count }) else { return .null }
        guard var members = first.shown.members else { return first.shown }
        var containers = JSONMembers()
        for entry in entries {
            for container in entry.json["Containers"]?.members?.list ?? [] where !container.key.hasPrefix("ep-") {
                containers[container.key] = container.value
            }
        }
        members["Containers"] = containers.json
        return members.json
    }

    /// The body for an engine of the call that makes a network: an overlay that containers may join, unless another
    /// driver is asked for or a node is named.
    ///
    /// - Parameters:
    ///   - body: As the client sent it.
    ///   - nodes: The cluster's.
    /// - Returns: The body, the node that its name named, and whether it is of the whole cluster.
    /// - Throws: `DockerRefusal` for a body that is none.
    package static func creation(
        _ body: JSONText,
        nodes: [ClusterNode]
    ) throws(DockerRefusal) -> (body: JSONMembers, node: ClusterNode?, isGlobal: Bool) {
        guard var members = body.members else { throw DockerRefusal(400, "request body: it is no JSON object") }
        guard let wanted = members["Name"]?.string, !wanted.isEmpty else {
            throw DockerRefusal(400, "network: it has no name; give one")
        }
        let (node, name) = nodes.split(wanted)
        members["Name"] = .string(name)
        let driver = members["Driver"]?.string ?? ""
        // `docker network create` names the driver bridge when nobody said any.
        let isDefault = driver == "bridge" && node == nil && members["Options"]?.members?.list.isEmpty ?? true
        let isGlobal = driver.isEmpty || driver == "overlay" || isDefault
        if isGlobal {
            members["Driver"] = "overlay"
            // Without it only the services of Docker's own swarm mode could use it.
            members["Attachable"] = true
        }
        return (members, node, isGlobal)
    }
}
