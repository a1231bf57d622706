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

    package init(
        application: ApplicationName,
        spec: ServiceSpec,
        containers: [RoutedContainer],
        share: RouteShare = .none
    ) {
        self.application = application
        self.spec = spec
        self.containers = containers
        self.share = share
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
}

/// A container of a service with routes.
package struct RoutedContainer: Hashable, Sendable {
    package var status: ContainerStatus
    /// It is about to be stopped.
    package var isDraining: Bool
    /// Whether its node is connected, so that the status is today's.
    package var isReachable: Bool

    package init(status: ContainerStatus, isDraining: Bool = false, isReachable: Bool = true) {
        self.status = status
        self.isDraining = isDraining
        self.isReachable = isReachable
    }
}
