//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// The containers of one node as they were reported last, with what is asked of all of them again and again.
///
/// Each reconciliation looks for one application's containers, and for what all take of their nodes: neither reads the
/// labels of every container each time.
struct NodeContainers: Sendable {
    private var statuses: [ContainerID: ContainerStatus] = [:]
    /// By the name of their application.
    private var ofProject: [String: Set<ContainerID>] = [:]
    private var taken: [ContainerID: ContainerReservation] = [:]
    private var ended: Set<ContainerID> = []

    init() {}

    init(_ containers: [ContainerStatus]) {
        for status in containers { self[status.id] = status }
    }

    subscript(id: ContainerID) -> ContainerStatus? {
        get { statuses[id] }
        set {
            let (old, new) = (project(of: statuses[id]), project(of: newValue))
            if let old, old != new {
                ofProject[old]?.remove(id)
                if ofProject[old]?.isEmpty ?? false { ofProject[old] = nil }
            }
            if let new, old != new { ofProject[new, default: []].insert(id) }
            statuses[id] = newValue
            let isEnded = newValue?.isEndedTask ?? false
            if isEnded { ended.insert(id) } else { ended.remove(id) }
            taken[id] = isEnded ? nil : newValue.map { ContainerReservation($0) }
        }
    }

    /// Takes a container out; returns what it was.
    mutating func remove(_ id: ContainerID) -> ContainerStatus? {
        let status = statuses[id]
        self[id] = nil
        return status
    }

    var ids: some Sequence<ContainerID> { statuses.keys }
    var values: some Collection<ContainerStatus> { statuses.values }
    var count: Int { statuses.count }
    /// Those of jobs that have done their part.
    var endedTasks: [ContainerStatus] { ended.compactMap { statuses[$0] } }
    /// What the others take of the node.
    var reservations: some Sequence<ContainerReservation> { taken.values }

    /// The containers that carry the name of an application.
    func of(project: String) -> [ContainerStatus] {
        guard let ids = ofProject[project] else { return [] }
        return ids.compactMap { statuses[$0] }
    }

    private func project(of status: ContainerStatus?) -> String? { status?.labels[ContainerLabels.project] }
}
