//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A node as the Docker API of its cluster shows it.
package struct ClusterNode: Sendable, Hashable {
    package var id: NodeID
    package var name: String
    /// The address that others reach it at.
    package var address: String
    package var engineID: String
    /// Whether its engine answers now.
    package var isUp: Bool
    /// Whether it may be given containers.
    package var isReady: Bool
    /// What is wrong with it, for people; empty when nothing is.
    package var problem = ""
    package var isSwarmManager = false
    package var apiVersion = ""
    package var engineVersion = ""
    package var kernelVersion = ""
    package var operatingSystem = ""
    package var cpus = 0
    package var memoryBytes: Int64 = 0
    package var reservedCPUMillis: Int64 = 0
    package var reservedMemoryBytes: Int64 = 0
    package var running = 0
    package var paused = 0
    package var stopped = 0
    package var images = 0
    package var labels: [String: String] = [:]
    package var updated = ""

    package init(
        id: NodeID,
        name: String,
        address: String,
        engineID: String,
        isUp: Bool = true,
        isReady: Bool = true
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.engineID = engineID
        self.isUp = isUp
        self.isReady = isReady
    }

    /// Whether a caller who writes this means the node.
    package func isCalled(_ text: some StringProtocol) -> Bool {
        text == name || text == engineID || text == id.rawValue || text == address
    }
}

extension [ClusterNode] {
    /// Divides `node/name`; the node is nil when there is none of that name before a slash.
    package func split(_ reference: String) -> (node: ClusterNode?, name: String) {
        guard let slash = reference.firstIndex(of: "/"), slash > reference.startIndex,
            let node = first(where: { $0.isCalled(reference[..<slash]) })
        else { return (nil, reference) }
        return (node, String(reference[reference.index(after: slash)...]))
    }
}
