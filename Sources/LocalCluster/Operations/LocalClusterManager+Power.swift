//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

extension LocalClusterManager {
    /// Cuts a node's power: everything that runs on it is gone at once, its disk stays.
    package func stop(_ name: String, supervisor: String) async throws {
        try await exclusively {
            var record = try record()
            let node = try record.spec.node(named: name)
            record.poweredOff.insert(name)
            try HostFiles.writeJSON(record, to: paths.record)
            try await powerOff(node, supervisor: supervisor)
            say("\(name): off")
        }
    }

    /// Turns a node's power on and waits until its engine answers.
    package func start(_ name: String, supervisor: String) async throws {
        try await exclusively {
            var record = try record()
            let node = try record.spec.node(named: name)
            record.poweredOff.remove(name)
            try HostFiles.writeJSON(record, to: paths.record)
            try await runner.carryOut(network.switchSteps)
            try await runner.carryOut(spaces.directorySteps)
            try await prepare(node, isCut: record.cut.contains(name))
            try setWanted(true, of: node)
            let start = ContinuousClock.now
            try await reload(supervisor: supervisor)
            try await waitForEngine(node, since: start)
        }
    }

    /// Cuts a node's cable: it runs on and reaches nobody.
    package func cut(_ name: String) async throws { try await setCable(of: name, isCut: true) }

    /// Mends a node's cable.
    package func heal(_ name: String) async throws { try await setCable(of: name, isCut: false) }

    /// Kills all of a node's processes and takes away what a machine forgets without power: mounts in memory, network
    /// devices, firewall rules, cgroups.
    func powerOff(_ node: LocalNodeSpec, supervisor: String) async throws {
        try setWanted(false, of: node)
        try await reload(supervisor: supervisor)
        let space = names.namespace(of: node.name)
        try await killAll(
            ProcessTable.Search(
                networkSpaces: Set([names.networkHandle(space)].compactMap(ProcessTable.inode)),
                mountSpaces: Set([names.mountSpace(of: node.name)].compactMap(ProcessTable.inode)),
                cgroups: [space]
            )
        )
        for command in spaces.dropHandles(of: node) { try await runner.run(command) }
        try await runner.run(network.unplug(node).ignoringFailure)
        try await runner.run(ShellCommand("ip", "netns", "del", space).ignoringFailure)
        Leftovers.removeCgroups { $0 == space }
    }

    private func setWanted(_ isWanted: Bool, of node: LocalNodeSpec) throws {
        for process in [ProcessPlan.engineName(node.name), ProcessPlan.agentName(node.name)] {
            guard var definition = try definition(of: process) else { continue }
            definition.isWanted = isWanted
            try define(definition)
        }
    }

    private func setCable(of name: String, isCut: Bool) async throws {
        try await exclusively {
            var record = try record()
            let node = try record.spec.node(named: name)
            if isCut { record.cut.insert(name) } else { record.cut.remove(name) }
            try HostFiles.writeJSON(record, to: paths.record)
            // A node without power has no cable to set; it gets one as recorded when it starts.
            if !record.poweredOff.contains(name) {
                try await runner.run(isCut ? network.cut(node) : network.heal(node))
            }
            say("\(name): cable \(isCut ? "cut" : "healed")")
        }
    }
}
