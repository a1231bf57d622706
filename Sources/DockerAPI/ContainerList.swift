//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Makes one list of the containers of all engines.
package enum ContainerList {
    /// An entry and what the list is ordered by.
    package struct Entry: Sendable {
        package var json: JSONText
        package var id: String
        /// In seconds.
        package var created: Int64
    }

    /// Reads an engine's answer to `GET /containers/json` and says where its containers are.
    ///
    /// Names become `/node/name`, and published ports that are on all of the node's addresses get the node's.
    ///
    /// - Returns: Nil when the answer is no list of containers.
    package static func entries(_ answer: JSONText, on node: ClusterNode) -> [Entry]? {
        answer.elements.map { elements in elements.compactMap { entry($0, on: node) } }
    }

    /// The same for the whole of an answer, which may be of megabytes.
    package static func entries(parsing answer: [UInt8], on node: ClusterNode) -> [Entry]? {
        JSONText.elements(parsing: answer).map { elements in elements.compactMap { entry($0, on: node) } }
    }

    private static let keys = ["Id", "Created", "Names", "Ports"].map { Array($0.utf8) }

    private static func entry(_ json: JSONText, on node: ClusterNode) -> Entry? {
        // Lists are long: what stays as it is isn't read.
        guard let values = json.values(of: keys), let id = values[0]?.string else { return nil }
        var changes: [(value: JSONText, by: JSONText)] = []
        if let value = values[2], let names = value.strings {
            changes.append((value, .strings(names.map { "/" + node.name + ($0.hasPrefix("/") ? $0 : "/" + $0) })))
        }
        if let value = values[3], value.bytes.count > 2, let ports = value.elements {
            changes.append((value, .array(ports.map { port($0, on: node) })))
        }
        return Entry(json: json.replacing(changes), id: id, created: values[1]?.int ?? 0)
    }

    private static func port(_ json: JSONText, on node: ClusterNode) -> JSONText {
        guard var members = json.members, let address = members["IP"]?.string, isUnspecified(address) else {
            return json
        }
        members["IP"] = .string(node.address)
        return members.json
    }

    /// Whether an address stands for all of the node's.
    static func isUnspecified(_ address: String) -> Bool { ["0.0.0.0", "::", ""].contains(address) }

    /// A container of a node that is down, as it was seen last.
    package static func entry(_ status: ContainerStatus, onDown node: ClusterNode) -> Entry {
        let json = JSONText.object([
            ("Id", .string(status.id.rawValue)),
            ("Names", .strings(["/\(node.name)/\(status.name)"])),
            ("Image", .string(status.image)),
            ("ImageID", .string(status.imageID)),
            ("Command", ""),
            ("Created", .int(status.created.seconds)),
            ("Ports", .array([])),
            ("Labels", .strings(status.labels)),
            ("State", .string(status.state.rawValue)),
            ("Status", "Host Down"),
            ("HostConfig", .object([("NetworkMode", "default")])),
            ("NetworkSettings", .object([("Networks", .object([]))])),
            ("Mounts", .array([])),
        ])
        return Entry(json: json, id: status.id.rawValue, created: status.created.seconds)
    }

    /// Whether filters let a container of a node that is down through; those that only its engine could answer don't.
    package static func allows(_ filters: EngineFilters, _ status: ContainerStatus) -> Bool {
        let known: Set<String> = ["id", "label", "name", "node", "status"]
        return filters.names.allSatisfy { known.contains($0) || filters[$0].isEmpty }
            && filters.allows("id") { status.id.rawValue.hasPrefix($0) }
            && filters.allows("name") { status.name.contains($0.drop { $0 == "/" || $0 == "^" }) }
            && filters.allows("status") { status.state.rawValue == $0 }
            && filters.allows(labels: status.labels)
    }

    /// Newest first; both engines' copies of one ID, of which there is one for a moment at most, count once.
    ///
    /// - Parameters:
    ///   - entries: Of all nodes.
    ///   - limit: How many at most; 0 and below for all.
    /// - Returns: The answer to the call.
    package static func merge(_ entries: [Entry], limit: Int = 0) -> JSONText {
        var seen: Set<String> = []
        let sorted = entries.filter { seen.insert($0.id).inserted }.sorted { left, right in
            (right.created, left.id) < (left.created, right.id)
        }
        return .array((limit > 0 ? sorted.prefix(limit) : sorted[...]).map(\.json))
    }
}
