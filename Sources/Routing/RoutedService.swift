//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A service with routes, and the containers that it has.
package struct RoutedService: Hashable, Sendable {
    package var application: ApplicationName
    package var spec: ServiceSpec
    package var containers: [RoutedContainer]
    package var share: RouteShare
    /// The names of the nodes that its containers are on, or are about to be made on.
    package var nodes: Set<String>

    package init(
        application: ApplicationName,
        spec: ServiceSpec,
        containers: [RoutedContainer],
        share: RouteShare = .none,
        nodes: Set<String> = []
    ) {
        self.application = application
        self.spec = spec
        self.containers = containers
        self.share = share
        self.nodes = nodes
    }

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
