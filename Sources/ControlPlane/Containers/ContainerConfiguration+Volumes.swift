//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

extension ContainerConfiguration {
    /// Whether the container has the volumes of its place for the paths that no volume is named for.
    ///
    /// What only stands in, and each try of a job, begins with empty ones. A service that takes another one's volumes
    /// gets those of the same paths from there.
    var hasSlotVolumes: Bool { temporaryName == nil && spec.volumesFrom.isEmpty }

    /// The paths that get a volume of the container's own, which nothing takes over.
    var anonymousPaths: [String] {
        unnamedPaths.filter { !hasSlotVolumes || holdsFiles($0) }
    }

    /// The volumes of the container's place, as the engine's `Mounts`.
    var slotVolumes: [JSONValue] {
        guard hasSlotVolumes else { return [] }
        let taken = Set(
            spec.volumes.filter { $0.source != .anonymous }.map(\.target)
                + spec.tmpfs.map { String($0.prefix { $0 != ":" }) }
        )
        let paths = Set(unnamedPaths).union(imageVolumes).subtracting(taken).filter { !holdsFiles($0) }
        return paths.sorted().map { path in
            let isReadOnly = spec.volumes.contains { $0.target == path && $0.options.contains("ro") }
            return [
                "Type": "volume",
                "Source": .string(SlotVolume.name(of: path, container: name, application: applicationID)),
                "Target": .string(path),
                "ReadOnly": .bool(isReadOnly),
                "VolumeOptions": ["Labels": .strings(volumeLabels.merging([ContainerLabels.path: path]) { $1 })],
            ]
        }
    }

    /// The template's volumes without a name.
    private var unnamedPaths: [String] { spec.volumes.filter { $0.source == .anonymous }.map(\.target) }

    /// Whether secrets and configs are put there, which aren't to stay on the node.
    private func holdsFiles(_ path: String) -> Bool { spec.files.contains { $0.path.hasPrefix(path + "/") } }

    private var volumeLabels: [String: String] {
        [
            ContainerLabels.cluster: cluster.rawValue,
            ContainerLabels.application: applicationID.rawValue,
            ContainerLabels.project: application.name.rawValue,
            ContainerLabels.service: slot.service.rawValue,
            ContainerLabels.number: String(slot.number),
        ]
    }
}
