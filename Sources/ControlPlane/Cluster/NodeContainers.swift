//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import CustomRouting
import DockerAPI
import Model
import Scheduling

/// The containers of one node as they were reported last, with what is asked of all of them again and again.
///
/// Each reconciliation looks for one application's containers, and for what all take of their nodes: neither reads the
/// labels of every container each time.
struct NodeContainers: Sendable {
    private var entries: [ContainerID: (status: ContainerStatus, taken: ContainerReservation)] = [:]
    /// By the name of their application.
    private var ofProject: [String: Set<ContainerID>] = [:]
    /// Those that are told which services there are.
    private(set) var proxies: Set<ContainerID> = []
    /// The routes that containers which clients of the Docker API made ask for by themselves.
    private(set) var ownRoutes: [ContainerID: ServiceSpec] = [:]

    init() {}

    init(_ containers: [ContainerStatus]) {
        for status in containers { self[status.id] = status }
    }

    subscript(id: ContainerID) -> ContainerStatus? {
        get { entries[id]?.status }
        set {
            let (old, new) = (project(of: entries[id]?.status), project(of: newValue))
            if let old, old != new {
                ofProject[old]?.remove(id)
                if ofProject[old]?.isEmpty ?? false { ofProject[old] = nil }
            }
            if let new, old != new { ofProject[new, default: []].insert(id) }
            if let newValue, ServiceSpec.isProxy(labels: newValue.labels) {
                proxies.insert(id)
            } else {
                proxies.remove(id)
            }
            if entries[id]?.status.labels != newValue?.labels { ownRoutes[id] = newValue.flatMap(Self.ownRoutes) }
            entries[id] = newValue.map { ($0, ContainerReservation($0)) }
        }
    }

    /// Takes a container out; returns what it was.
    mutating func remove(_ id: ContainerID) -> ContainerStatus? {
        let status = self[id]
        self[id] = nil
        return status
    }

    var ids: some Sequence<ContainerID> { entries.keys }
    var values: some Collection<ContainerStatus> { entries.values.lazy.map(\.status) }
    var count: Int { entries.count }
    /// All of them, each with what it takes of the node.
    var reservations: some Sequence<(status: ContainerStatus, taken: ContainerReservation)> { entries.values }

    /// The containers that carry the name of an application.
    func of(project: String) -> [ContainerStatus] {
        guard let ids = ofProject[project] else { return [] }
        return ids.compactMap { entries[$0]?.status }
    }

    func hasAny(of project: String) -> Bool { ofProject[project] != nil }

    /// The containers of an application; those of an earlier one of its name are not its own.
    func of(_ application: ApplicationRecord) -> [ContainerStatus] {
        of(project: application.name.rawValue).filter { $0.applicationID == application.id }
    }

    private static func ownRoutes(of status: ContainerStatus) -> ServiceSpec? {
        guard status.labels[CreateRequest.swarmIDLabel] != nil, status.applicationID == nil else { return nil }
        let spec = ContainerRoutes.read(status.labels).spec
        return spec.routes.isEmpty ? nil : spec
    }

    private func project(of status: ContainerStatus?) -> String? { status?.labels[ContainerLabels.project] }
}
