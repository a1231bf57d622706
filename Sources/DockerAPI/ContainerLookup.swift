//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Finds the container that a caller means.
///
/// Order: whole or 12-digit ID, whole or 12-digit swarm ID, names, then the beginnings of both IDs; where names or
/// beginnings fit several, none is meant. Source: classic Swarm 1.2, `cluster/container.go`.
package enum ContainerLookup {
    /// What a container may be called by.
    package protocol Candidate {
        var id: String { get }
        /// Without the leading slash.
        var name: String { get }
        /// The label `com.docker.swarm.id`, which stays when the container goes to another node.
        var swarmID: String? { get }
        /// Whether a caller who writes this means the container's node.
        func isOnNode(_ name: Substring) -> Bool
    }

    package static let shortLength = 12

    package static func find<Found: Candidate>(_ reference: String, in candidates: some Sequence<Found>) -> Found? {
        guard !reference.isEmpty else { return nil }
        var bySwarmID: Found?
        var byName: [Found] = []
        var byPrefix: [Found] = []
        for candidate in candidates {
            if isID(reference, candidate.id) { return candidate }
            if let swarmID = candidate.swarmID, isID(reference, swarmID) { bySwarmID = candidate }
            if isName(reference, of: candidate) { byName.append(candidate) }
            if candidate.id.hasPrefix(reference) || candidate.swarmID?.hasPrefix(reference) ?? false {
                byPrefix.append(candidate)
            }
        }
        if let bySwarmID { return bySwarmID }
        if !byName.isEmpty { return byName.count == 1 ? byName[0] : nil }
        return byPrefix.count == 1 ? byPrefix[0] : nil
    }

    private static func isID(_ reference: String, _ id: String) -> Bool {
        reference == id || (reference.utf8.count == shortLength && id.hasPrefix(reference))
    }

    private static func isName(_ reference: String, of candidate: some Candidate) -> Bool {
        if reference == candidate.name { return true }
        let bare = reference.hasPrefix("/") ? reference.dropFirst() : reference[...]
        if bare == candidate.name { return true }
        guard bare.hasSuffix(candidate.name), let slash = bare.firstIndex(of: "/") else { return false }
        return bare[bare.index(after: slash)...] == candidate.name && candidate.isOnNode(bare[..<slash])
    }
}
