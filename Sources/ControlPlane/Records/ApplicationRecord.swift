//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Routing

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
    /// The configuration items that it was deployed with, in their order; nil for none.
    var configurations: [ConfigurationUse]?
    /// The images (`sha256:…`) that were found behind the tags of services that follow theirs; nil for none.
    var pulledImages: [ServiceName: String]?
    /// What the last deploy asked for beside its template; nil when it was made before that was kept.
    var options: UpdateOptions?
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
    /// Roll-outs that were stopped, until the application is deployed again.
    var halts: [ServiceName: RollOutHalt] = [:]
    /// New containers of roll-outs that were stopped, to be made anew; nil for none.
    var retried: Set<ContainerID>?
    /// The update that was taken back because it failed, until the next one.
    var failedUpdate: FailedUpdate?
    /// How it is updated when a request doesn't say it.
    var defaultUpdateMethod: UpdateOptions.Method?
    /// The blue-green release that waits to be confirmed.
    var release: ReleaseRecord?
    /// What an earlier version left behind until this one serves.
    var handover: Handover?
    /// The nodes that containers were asked to move to.
    var moves: [ContainerSlot: NodeID] = [:]
    /// Those of them that were asked for whatever data is lost by that; nil for none.
    var forcedMoves: Set<ContainerSlot>?
    /// Whether the version that runs was gone back to, so that `rollback_config` says how containers are replaced.
    var isRolledBack = false
    /// Whether what the last update replaces gets new nodes.
    var reschedulesOnUpdate = false
    /// What was asked of it if it is a job; nil if it isn't.
    var job: JobOrders?

    var name: ApplicationName { spec.name }

    /// Takes over from what ran before: what this one hasn't goes on until this one serves.
    mutating func takeOver(from previous: ApplicationRecord) {
        guard previous.intent == .run else { return handover = nil }
        handover = Handover(
            from: (previous.spec, previous.pulledImages ?? [:]),
            stopped: previous.stoppedServices,
            unfinished: previous.handover,
            to: (spec, pulledImages ?? [:])
        )
    }

    /// Its services and those of earlier versions that go on until these serve.
    var presentServices: [ServiceSpec] {
        spec.services + (handover?.leaving.filter { spec.service($0.name) == nil } ?? [])
    }

    /// Whether a service is there only until others serve.
    func isLeaving(_ service: ServiceName) -> Bool {
        spec.service(service) == nil && handover?.leaving.contains { $0.name == service } == true
    }

    /// Which part of the visitors a service gets of an address that others of the application have as well.
    func routeShare(of service: ServiceName) -> RouteShare {
        if let release { return .part(release.weights[service] ?? 100) }
        return handover == nil ? .none : .even
    }

    /// Takes in that all of it is to run as it is: a start, or a redeploy that changes nothing.
    mutating func startAnew(at now: Timestamp) {
        if let job = spec.job { self.job?.deploy(job, isNew: intent != .run, at: now) }
        intent = .run
        redeployed = now
        halts = [:]
        stoppedServices = []
    }

    /// The services with what holds for replacing their containers now.
    var effectiveSpec: ApplicationSpec {
        guard isRolledBack else { return spec }
        var spec = spec
        for index in spec.services.indices {
            if let rollback = spec.services[index].rollback { spec.services[index].update = rollback }
        }
        return spec
    }
}

/// An update that Gantry took back.
struct FailedUpdate: Codable, Hashable, Sendable {
    var version: String
    var service: ServiceName
    var container: String
    var message: String
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
    /// The same of containers that are made beside those that they replace; nil for none.
    var successors: [Entry]?
    /// The nodes that containers were asked to move to; nil for none.
    var moves: [Entry]?

    init(_ placements: Placements) {
        entries = Self.entries(placements.assignments)
        successors = placements.successors.isEmpty ? nil : Self.entries(placements.successors)
        moves = placements.moves.isEmpty ? nil : Self.entries(placements.moves)
    }

    var placements: Placements {
        Placements(
            assignments: Self.table(entries),
            successors: Self.table(successors ?? []),
            moves: Self.table(moves ?? [])
        )
    }

    private static func entries(_ table: [ContainerSlot: NodeID]) -> [Entry] {
        table.sorted { $0.key < $1.key }.map { Entry(slot: $0.key, node: $0.value) }
    }

    private static func table(_ entries: [Entry]) -> [ContainerSlot: NodeID] {
        Dictionary(entries.map { ($0.slot, $0.node) }, uniquingKeysWith: { $1 })
    }
}

/// Where the containers of an application are, or are about to be.
struct Placements: Hashable, Sendable {
    var assignments: [ContainerSlot: NodeID] = [:]
    var successors: [ContainerSlot: NodeID] = [:]
    var moves: [ContainerSlot: NodeID] = [:]

    /// Without what is on a node.
    func without(_ node: NodeID) -> Placements {
        Placements(
            assignments: assignments.filter { $0.value != node },
            successors: successors.filter { $0.value != node },
            moves: moves.filter { $0.value != node }
        )
    }
}
