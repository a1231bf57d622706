//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Something of a container that an affinity may ask for.
enum ContainerTrait: Hashable, Sendable {
    /// Its name and its ID.
    case name
    /// The service it belongs to, if its application is this one, and its label `service`.
    ///
    /// For a container of no application, services of all applications count.
    case service(of: ApplicationName?)
    /// The value of a label, empty when it has none.
    case label(String)
}

extension ContainerReservation {
    /// What the container has of a trait.
    func values(of trait: ContainerTrait) -> [String] {
        switch trait {
        case .name: return [name] + (id.map { [$0.rawValue] } ?? [])
        case .service(let application):
            let isMeant = service.map { application == nil || $0.application == application } ?? false
            return (isMeant ? service.map { [$0.service.rawValue] } ?? [] : []) + (labels["service"].map { [$0] } ?? [])
        case .label(ContainerLabels.project): return [service?.application.rawValue ?? ""]
        case .label(ContainerLabels.service): return [service?.service.rawValue ?? ""]
        case .label(let name): return [labels[name] ?? ""]
        }
    }
}
