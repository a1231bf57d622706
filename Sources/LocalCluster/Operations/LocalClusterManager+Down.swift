//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

extension LocalClusterManager {
    /// Takes down whatever there is of a cluster, in whatever state, and leaves nothing but the cache.
    ///
    /// With `keepData` the engines are stopped in peace, and images, containers, volumes and the server's data stay
    /// for the next `up`.
    ///
    /// A cluster is found by its names alone, so this works without its record too.
    package static func down(
        stateDirectory: String,
        keepData: Bool,
        say: @escaping @Sendable (String) -> Void
    ) async throws {
        let root = try LocalClusterPaths.normalize(stateDirectory, as: "state directory")
        let paths = LocalClusterPaths(stateDirectory: root)
        let record = try? HostFiles.readJSON(LocalClusterRecord.self, from: paths.record)
        // The spec matters little here: all is looked for by name.
        let spec =
            try record?.spec
            ?? LocalClusterSpec(
                stateDirectory: root,
                cacheDirectory: "/var/cache/gantry",
                subnet: IPv4Subnet(parsing: "10.213.7.0/24"),
                nodeCount: 1
            )
        let manager = LocalClusterManager(spec, say: say)
        try await manager.exclusively {
            try await manager.takeDown(keepData: keepData, borrowed: record?.borrowedFolders ?? [])
        }
    }

    private func takeDown(keepData: Bool, borrowed: [String]) async throws {
        try await stopSupervisor(inPeace: keepData)
        let leftovers = Leftovers(names)
        let killed = try await killAll(
            ProcessTable.Search(
                networkSpaces: Set(leftovers.networkNamespaces.map(names.networkHandle).compactMap(ProcessTable.inode)),
                mountSpaces: Set(leftovers.mountHandles.compactMap(ProcessTable.inode)),
                cgroups: leftovers.cgroups,
                mark: "\(LocalClusterNames.processMark)=\(spec.stateDirectory)"
            )
        )
        // Orphans stay listed until the machine's first process takes note of their end, which some do at leisure.
        for _ in 0..<100 where killed.contains(where: \.isListed) {
            try await Task.sleep(for: .milliseconds(50))
        }
        say("processes: stopped")
        for mount in leftovers.mounts(below: [names.spaceDirectory, paths.root]) {
            try await runner.run(ShellCommand("umount", "-l", mount).ignoringFailure)
        }
        try await runner.run(ShellCommand("rm", "-rf", "--one-file-system", names.spaceDirectory))
        rmdir(LocalClusterNames.runDirectory)
        try await runner.run(ShellCommand("ip", "link", "del", names.hostLink).ignoringFailure)
        for namespace in leftovers.networkNamespaces {
            try await runner.run(ShellCommand("ip", "netns", "del", namespace))
        }
        Leftovers.removeCgroups { $0.hasPrefix(names.prefix) }
        say("network and namespaces: removed")
        try await removeFiles(keepData: keepData, borrowed: borrowed)
    }

    private func stopSupervisor(inPeace: Bool) async throws {
        guard let supervisor = IdentityFile.live(paths.supervisorIdentity)?.identity else { return }
        kill(supervisor.pid, inPeace ? SIGTERM : SIGKILL)
        try await wait(for: "supervisor", log: "supervisor", seconds: 90) { !supervisor.isAlive }
    }

    private func removeFiles(keepData: Bool, borrowed: [String]) async throws {
        let files = keepData ? paths.runtimeOnly : paths.everything
        if !HostFiles.exists(LocalClusterNames.runDirectory) {
            // Only when no other local cluster uses them, and only while they are empty.
            for folder in borrowed {
                if folder == "/run/netns", HostFiles.names(in: folder).isEmpty {
                    try await runner.run(ShellCommand("umount", "-l", folder).ignoringFailure)
                }
                HostFiles.removeFolders(folder)
            }
        }
        try await runner.run(ShellCommand(["rm", "-rf", "--one-file-system"] + files))
        rmdir(paths.root)
        say(keepData ? "data: kept in \(paths.root)" : "files: removed; the cache stays in \(spec.cacheDirectory)")
    }
}
