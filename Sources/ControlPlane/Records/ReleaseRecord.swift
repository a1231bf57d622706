//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A blue-green release that waits to be confirmed: two versions of an application side by side.
struct ReleaseRecord: Codable, Hashable, Sendable {
    /// What ran before, and runs again when the release is taken back.
    var previous: VersionRecord
    /// What runs alone when the release is confirmed.
    var next: VersionRecord
    /// The part of the visitors that each service gets of an address that services share, 0 to 100.
    var weights: [ServiceName: Int]

    init(previous: VersionRecord, next: VersionRecord) {
        self.previous = previous
        self.next = next
        weights = [:]
        for service in previous.spec.services { weights[service.name] = 100 }
        for service in next.spec.services { weights[service.name] = 0 }
    }

    var oldServices: [ServiceName] { previous.spec.services.map(\.name) }
    var newServices: [ServiceName] { next.spec.services.map(\.name) }
}

extension ApplicationSpec {
    /// The services of both, those of the other after this one's.
    func joined(with other: ApplicationSpec) -> ApplicationSpec {
        ApplicationSpec(name: name, services: services + other.services)
    }

    /// The services of these names alone, as they are now.
    func only(_ names: [ServiceName]) -> ApplicationSpec {
        ApplicationSpec(name: name, services: services.filter { names.contains($0.name) })
    }
}
