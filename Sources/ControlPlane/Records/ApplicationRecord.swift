//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// An application as it is kept in the Store: what its user asked for.
struct ApplicationRecord: Codable, Hashable, Sendable {
    var id: ApplicationID
    var spec: ApplicationSpec
    /// The template as it was submitted, its file's name and the values of its variables.
    var template: String
    var file: String
    var environment: [String: String]
    /// The files that the template names, by its paths; nil when none came with it.
    var files: [String: String]?
    var description: String
    var version: String
    var created: Timestamp
    var updated: Timestamp
    var intent = ApplicationIntent.run
    /// Services that were stopped one by one.
    var stoppedServices: Set<ServiceName> = []
    /// Deployed by Gantry itself.
    var isSystem: Bool
    /// When a start or a redeploy was last asked for, of the whole and of single services.
    var redeployed: Timestamp?
    var redeployedServices: [ServiceName: Timestamp] = [:]
    /// How long a container may take to stop, by the last request; nil for each service's own time.
    var stopTimeoutSeconds: Int?
    /// Whether removal takes the volumes along.
    var removesVolumes = false

    var name: ApplicationName { spec.name }
}

/// Which node each container of an application is on, or is about to be made on.
///
/// It is stored before a container is made, so that a server that was killed in between makes it nowhere else.
struct AssignmentRecord: Codable, Sendable {
    struct Entry: Codable, Sendable {
        var slot: ContainerSlot
        var node: NodeID
    }

    var entries: [Entry]

    init(_ assignments: [ContainerSlot: NodeID]) {
        entries = assignments.sorted { $0.key < $1.key }.map { Entry(slot: $0.key, node: $0.value) }
    }

    var assignments: [ContainerSlot: NodeID] {
        Dictionary(entries.map { ($0.slot, $0.node) }, uniquingKeysWith: { $1 })
    }
}
