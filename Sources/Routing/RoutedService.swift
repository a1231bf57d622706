//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A service with routes, and the containers that it has.
package struct RoutedService: Hashable, Sendable {
    /// The application; without one, the project of Compose that a client of the Docker API has the containers in, or
    /// nothing.
    package var application: ApplicationName
    /// Whether it is of an application; otherwise it stands for containers that clients of the Docker API made.
    package var hasApplication: Bool
    package var spec: ServiceSpec
    package var containers: [RoutedContainer]
    package var share: RouteShare
    /// The names of the nodes that its containers are on, or are about to be made on.
    package var nodes: Set<String>

    package init(
        application: ApplicationName,
        hasApplication: Bool = true,
        spec: ServiceSpec,
        containers: [RoutedContainer],
        share: RouteShare = .none,
        nodes: Set<String> = []
    ) {
        self.application = application
        self.hasApplication = hasApplication
        self.spec = spec
        self.containers = containers
        self.share = share
        self.nodes = nodes
    }

    /// Who it is, as people are told.
    package var owner: String {
        if hasApplication { return "\(application)/\(spec.name)" }
        return application.rawValue.isEmpty
            ? "container \(spec.name)" : "Compose service \(application)/\(spec.name)"
    }

    /// Services in the order in which they get the places that several claim.
    ///
    /// Those of applications come first, by their names: nothing that is made beside them takes an address away from
    /// them. Of all others those that run come first, the oldest before the newer.
    static func inOrderOfClaims(_ services: [RoutedService]) -> [RoutedService] {
        services.map { (claim: $0.claim, service: $0) }
            .sorted { left, right in
                (left.claim.rank, left.claim.since, left.service.application, left.service.spec.name)
                    < (right.claim.rank, right.claim.since, right.service.application, right.service.spec.name)
            }
            .map(\.service)
    }

    private var claim: (rank: Int, since: Timestamp) {
        let none = Timestamp(nanoseconds: 0)
        guard !hasApplication else { return (0, none) }
        return (isRunning ? 1 : 2, containers.map(\.status.created).min() ?? none)
    }

    /// Whether a container of it runs.
    package var isRunning: Bool { containers.contains { $0.status.state == .running } }

    /// The containers that visitors may come to, and those that finish what they have under way.
    ///
    /// - Parameter canBeReached: Whether a container has an address to be found at.
    /// - Returns: Them in the order that they have.
    package func chosenContainers(where canBeReached: (RoutedContainer) -> Bool) -> [RoutedContainer] {
        let running = containers.filter { $0.status.state == .running && canBeReached($0) }
        let serving = running.filter { $0.status.isServing && !$0.isDraining }
        // What a disconnected node last said may have changed since; but an agent that is gone for a moment must not
        // take the last containers of a service away.
        let reachable = serving.filter(\.isReachable)
        return (reachable.isEmpty ? serving : reachable) + running.filter(\.isDraining)
    }
}

/// Which part of the visitors a service gets of an address that others of its application have as well.
package enum RouteShare: Hashable, Sendable {
    /// It shares no address.
    case none
    /// Its part of the visitors, beside those of others, 0 to 100.
    case part(Int)
    /// Each of its containers gets as much as each of the others.
    case even

    /// For `WeightedServers`.
    package var weight: Int? {
        switch self {
        case .none, .even: nil
        case .part(let weight): weight
        }
    }
}

/// A container of a service with routes.
package struct RoutedContainer: Hashable, Sendable {
    package var status: ContainerStatus
    /// It is about to be stopped.
    package var isDraining: Bool
    /// Whether its node is connected, so that the status is today's.
    package var isReachable: Bool
    /// The address of its node.
    package var nodeAddress: String

    package init(
        status: ContainerStatus,
        isDraining: Bool = false,
        isReachable: Bool = true,
        nodeAddress: String = ""
    ) {
        self.status = status
        self.isDraining = isDraining
        self.isReachable = isReachable
        self.nodeAddress = nodeAddress
    }
}
