//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A service of an application, unique in its cluster.
package struct ServiceKey: Hashable, Sendable {
    package var application: ApplicationName
    package var service: ServiceName

    package init(application: ApplicationName, service: ServiceName) {
        self.application = application
        self.service = service
    }
}

extension ServiceKey: CustomStringConvertible {
    package var description: String { "\(application)_\(service)" }
}

/// What one container takes of its node, whether it runs, is stopped or is yet to be created.
package struct ContainerReservation: Hashable, Sendable {
    /// The container's name, which no other container of the same node has.
    package var name: String
    /// Nil for a container that is yet to be created.
    package var id: ContainerID?
    /// Nil for a container that belongs to no application.
    package var service: ServiceKey?
    package var labels: [String: String]
    /// Thousandths of a core.
    package var cpuMillis: Int64
    package var memoryBytes: Int64
    package var ports: [PortKey]
    /// How many whole GPUs.
    package var gpus: Int

    package init(
        name: String,
        id: ContainerID? = nil,
        service: ServiceKey? = nil,
        labels: [String: String] = [:],
        cpuMillis: Int64 = 0,
        memoryBytes: Int64 = 0,
        ports: [PortKey] = [],
        gpus: Int = 0
    ) {
        self.name = name
        self.id = id
        self.service = service
        self.labels = labels
        self.cpuMillis = cpuMillis
        self.memoryBytes = memoryBytes
        self.ports = ports
        self.gpus = gpus
    }
}

extension ContainerReservation {
    /// What a container of a service will take.
    package init(application: ApplicationName, service: ServiceSpec, slot: ContainerSlot) {
        self.init(
            name: slot.containerName(application: application, spec: service),
            service: ServiceKey(application: application, service: service.name),
            labels: service.labels,
            cpuMillis: service.resources.reservedCPUMillis ?? service.resources.cpuMillis,
            memoryBytes: service.resources.reservedMemoryBytes ?? service.resources.memoryBytes,
            ports: Self.ports(of: service),
            gpus: service.resources.gpus
        )
    }

    /// What a container takes as its node's agent reports it.
    package init(_ status: ContainerStatus) {
        var service: ServiceKey?
        if let project = status.labels[ContainerLabels.project], let name = status.labels[ContainerLabels.service] {
            service = ServiceKey(application: ApplicationName(project), service: ServiceName(name))
        }
        self.init(
            name: status.name,
            id: status.id,
            service: service,
            labels: status.labels,
            cpuMillis: status.labels[ContainerLabels.reservedCPU].flatMap { Int64($0) } ?? status.cpuMillis,
            memoryBytes: status.labels[ContainerLabels.reservedMemory].flatMap { Int64($0) } ?? status.memoryBytes,
            ports: status.publishedPorts.map {
                PortKey(ContainerPort($0.hostPort, $0.container.transport), ip: $0.hostIP)
            },
            gpus: GPUDevices.assigned(by: status.labels).count
        )
    }

    /// The ports of the node that a container of the service needs for itself.
    ///
    /// A port that the engine may choose needs none. In the node's own network every port that the container
    /// listens on is the node's.
    private static func ports(of service: ServiceSpec) -> [PortKey] {
        switch service.network {
        case .none: []
        case .cluster:
            service.ports.compactMap { mapping in
                mapping.hostPort.map {
                    PortKey(ContainerPort($0, mapping.container.transport), ip: mapping.hostIP)
                }
            }
        case .host: (service.ports.map(\.container) + service.expose).map { PortKey($0) }
        }
    }

    /// The greater of both in everything: what a container takes that is there and about to be replaced.
    ///
    /// The labels are the other's, which are the newer ones.
    func merged(with other: ContainerReservation) -> ContainerReservation {
        ContainerReservation(
            name: name,
            id: id ?? other.id,
            service: service ?? other.service,
            labels: other.labels.isEmpty ? labels : other.labels,
            cpuMillis: max(cpuMillis, other.cpuMillis),
            memoryBytes: max(memoryBytes, other.memoryBytes),
            ports: ports + other.ports.filter { !ports.contains($0) },
            gpus: max(gpus, other.gpus)
        )
    }
}
