//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Model

extension NodeStatus {
    /// Reads what the engine says of itself and its machine.
    ///
    /// - Parameters:
    ///   - info: The engine's description of itself.
    ///   - version: The engine's versions.
    ///   - warnings: What is wrong with the machine besides.
    init(_ info: EngineInfo, _ version: EngineVersion, warnings: [String]) {
        self.init(hostname: info.name)
        engineID = info.id
        engineVersion = version.version
        apiVersion = version.apiVersion
        agentVersion = GantryVersion.current
        operatingSystem = info.operatingSystem
        kernelVersion = info.kernelVersion
        storageDriver = info.storageDriver
        osType = info.osType
        cpus = info.cpus
        memoryBytes = info.memoryBytes
        engineLabels = Dictionary(
            (info.labels ?? []).map { label in
                let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            },
            uniquingKeysWith: { _, last in last }
        )
        let state = info.swarm?.localNodeState ?? ""
        swarmState = state.isEmpty ? "inactive" : state
        isSwarmManager = info.swarm?.controlAvailable ?? false
        isEngineReachable = true
        self.warnings = warnings
    }
}
