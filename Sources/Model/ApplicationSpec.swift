//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// An application as its template describes it: services that belong together.
package struct ApplicationSpec: Codable, Hashable, Sendable {
    package var name: ApplicationName
    /// In the order of the template.
    package var services: [ServiceSpec]
    /// The named volumes that its template declares, those that nobody uses included.
    package var volumes: [VolumeSpec] = []
    /// Set when the application runs to its end instead of being kept running.
    package var job: JobSpec?

    package init(name: ApplicationName, services: [ServiceSpec]) {
        self.name = name
        self.services = services
    }

    package func service(_ name: ServiceName) -> ServiceSpec? { services.first { $0.name == name } }
}

/// What an application is to do, by the user's last request.
package enum ApplicationIntent: String, Codable, Hashable, Sendable {
    case run
    case stop
    case remove
}

/// The place of one container of a service: its number counts from 1.
package struct ContainerSlot: Codable, Hashable, Sendable, Comparable {
    package var service: ServiceName
    package var number: Int

    package init(service: ServiceName, number: Int) {
        self.service = service
        self.number = number
    }

    package static func < (left: ContainerSlot, right: ContainerSlot) -> Bool {
        (left.service, left.number) < (right.service, right.number)
    }
}

extension ContainerSlot {
    /// The container's name, `{application}_{service}_{number}`.
    ///
    /// A template's `container_name` takes its place, with the number added from the second container on.
    package func containerName(application: ApplicationName, spec: ServiceSpec) -> String {
        guard let name = spec.containerName else { return "\(application)_\(service)_\(number)" }
        return number == 1 ? name : "\(name)_\(number)"
    }
}
