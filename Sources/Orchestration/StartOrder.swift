//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// In which order the services of an application start.
struct StartOrder {
    /// Each after those that it needs; otherwise as in the template.
    private(set) var services: [ServiceSpec] = []
    /// The services that start before each one.
    ///
    /// A cycle is cut where the template's order closes it.
    private(set) var dependencies: [ServiceName: [ServiceName]] = [:]
    /// The other way round: the services that stop before each one.
    private(set) var dependents: [ServiceName: [ServiceName]] = [:]

    init(_ spec: ApplicationSpec) {
        let byName = Dictionary(spec.services.map { ($0.name, $0) }) { first, _ in first }
        var visited: Set<ServiceName> = []
        var placed: Set<ServiceName> = []
        func visit(_ service: ServiceSpec) {
            guard visited.insert(service.name).inserted else { return }
            var needed: [ServiceName] = []
            for name in Self.needs(of: service) where name != service.name && !needed.contains(name) {
                guard let other = byName[name] else { continue }
                visit(other)
                if placed.contains(name) { needed.append(name) }
            }
            for name in needed { dependents[name, default: []].append(service.name) }
            dependencies[service.name] = needed
            services.append(service)
            placed.insert(service.name)
        }
        for service in spec.services { visit(service) }
    }

    private static func needs(of service: ServiceSpec) -> [ServiceName] {
        service.depends + service.links.map(\.service) + service.volumesFrom.map(\.service)
    }
}
