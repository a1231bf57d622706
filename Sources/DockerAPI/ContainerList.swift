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

    /// The containers of an engine's list, which says where they are; nil when it is no list.
    package static func entries(_ answer: JSONText, on node: ClusterNode) -> [Entry]? {
        var reader = ContainerListReader(node)
        answer.bytes.withUnsafeBytes { reader.append($0) }
        var entries: [Entry] = []
        while let entry = try? reader.next() { entries.append(entry) }
        return reader.isComplete ? entries : nil
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
    /// - Returns: The elements of the answer to the call.
    package static func merge(_ entries: [Entry], limit: Int = 0) -> [JSONText] {
        var seen = Set<String>(minimumCapacity: entries.count)
        let sorted = entries.filter { seen.insert($0.id).inserted }.sorted { left, right in
            (right.created, left.id) < (left.created, right.id)
        }
        return (limit > 0 ? sorted.prefix(limit) : sorted[...]).map(\.json)
    }
}
