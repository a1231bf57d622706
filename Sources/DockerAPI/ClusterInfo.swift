//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Scheduling

/// What the cluster says of itself where an engine would of itself.
///
/// Source: classic Swarm 1.2, `cluster/swarm/cluster.go`; the rest of the members is what newer clients look for.
package enum ClusterInfo {
    /// The version that programs written for classic Swarm expect.
    package static let version = "swarm/1.2.9"
    private static let filters = "health, port, containerslots, dependency, affinity, constraint, whitelist"

    /// The answer to `GET /info`.
    ///
    /// - Parameters:
    ///   - nodes: All of the cluster's.
    ///   - name: The cluster's.
    ///   - id: The cluster's.
    ///   - strategy: How nodes are chosen.
    ///   - now: The server's time, RFC 3339.
    /// - Returns: The body.
    package static func info(
        _ nodes: [ClusterNode],
        name: String,
        id: String,
        strategy: String,
        now: String
    ) -> JSONText {
        let nodes = nodes.sorted { isNaturallyOrdered($0.name, $1.name) ?? false }
        var status: [(String, String)] = [
            ("Role", "primary"), ("Strategy", strategy), ("Filters", filters), ("Nodes", String(nodes.count)),
        ]
        for node in nodes { status += lines(of: node) }
        let pairs = JSONText.array(status.map { .strings([$0.0, $0.1]) })
        let running = nodes.reduce(0) { $0 + $1.running }
        let paused = nodes.reduce(0) { $0 + $1.paused }
        let stopped = nodes.reduce(0) { $0 + $1.stopped }
        var info = JSONText(parsing: fixed)?.members ?? JSONMembers()
        info["ID"] = .string(id)
        info["Name"] = .string(name)
        info["Containers"] = .int(running + paused + stopped)
        info["ContainersRunning"] = .int(running)
        info["ContainersPaused"] = .int(paused)
        info["ContainersStopped"] = .int(stopped)
        info["Images"] = .int(nodes.reduce(0) { $0 + $1.images })
        info["DriverStatus"] = pairs
        info["SystemStatus"] = pairs
        info["SystemTime"] = .string(now)
        info["KernelVersion"] = .string(nodes.first?.kernelVersion ?? "")
        info["NCPU"] = .int(nodes.reduce(0) { $0 + $1.cpus })
        info["MemTotal"] = .int(nodes.reduce(Int64(0)) { $0 + $1.memoryBytes })
        info["ServerVersion"] = .string(version)
        return info.json
    }

    /// What doesn't depend on the cluster: clients expect the members to be there.
    private static let fixed = """
        {"Driver":"","Plugins":{"Volume":null,"Network":null,"Authorization":null,"Log":null},"MemoryLimit":true,
        "SwapLimit":true,"CpuCfsPeriod":true,"CpuCfsQuota":true,"CPUShares":true,"CPUSet":true,"PidsLimit":true,
        "IPv4Forwarding":true,"BridgeNfIptables":true,"BridgeNfIp6tables":true,"Debug":false,"OomKillDisable":true,
        "NFd":0,"NGoroutines":0,"NEventsListener":0,"LoggingDriver":"","CgroupDriver":"","OperatingSystem":"linux",
        "OSType":"linux","Architecture":"x86_64","IndexServerAddress":"https://index.docker.io/v1/",
        "RegistryConfig":null,"GenericResources":null,"DockerRootDir":"","HttpProxy":"","HttpsProxy":"","NoProxy":"",
        "Labels":[],"ExperimentalBuild":false,"Runtimes":{},"DefaultRuntime":"",
        "Swarm":{"LocalNodeState":"inactive","NodeID":"","NodeAddr":""},"LiveRestoreEnabled":false,"Isolation":"",
        "InitBinary":"","ContainerdCommit":{"ID":"","Expected":""},"RuncCommit":{"ID":"","Expected":""},
        "InitCommit":{"ID":"","Expected":""},"SecurityOptions":[],"Warnings":null}
        """

    private static func lines(of node: ClusterNode) -> [(String, String)] {
        let all = node.running + node.paused + node.stopped
        let counts =
            node.isUp
            ? "\(all) (\(node.running) Running, \(node.paused) Paused, \(node.stopped) Stopped)" : String(all)
        let labels = node.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        var lines: [(String, String)] = [
            (" " + node.name, node.address),
            ("  └ ID", node.engineID),
            ("  └ Status", !node.isUp ? "Unhealthy" : node.isReady ? "Healthy" : "Pending"),
            ("  └ Containers", counts),
            ("  └ Reserved CPUs", "\(cores(node.reservedCPUMillis)) / \(node.cpus)"),
            (
                "  └ Reserved Memory",
                "\(SizeText.binary(node.reservedMemoryBytes)) / \(SizeText.binary(node.memoryBytes))"
            ),
            ("  └ Labels", labels),
        ]
        if !node.problem.isEmpty { lines.append(("  └ Error", node.problem)) }
        lines.append(("  └ UpdatedAt", node.updated))
        lines.append(("  └ ServerVersion", node.engineVersion))
        return lines
    }

    /// Cores with as many decimal places as there are.
    private static func cores(_ millis: Int64) -> String {
        guard millis % 1_000 != 0 else { return String(millis / 1_000) }
        let fraction = String(1_000 + millis % 1_000).dropFirst()
        let digits =
            fraction.last == "0" ? (fraction.hasSuffix("00") ? fraction.prefix(1) : fraction.prefix(2)) : fraction
        return "\(millis / 1_000).\(digits)"
    }

    /// The answer to `GET /version`.
    package static func version(
        api: APIVersion,
        gantry: String,
        kernel: String
    ) -> JSONText {
        var answer = JSONMembers()
        answer["Version"] = .string(version)
        answer["ApiVersion"] = .string(api.description)
        answer["MinAPIVersion"] = .string(APIVersion.oldest.description)
        answer["Os"] = "linux"
        answer["Arch"] = "amd64"
        answer["KernelVersion"] = .string(kernel)
        for key in ["GitCommit", "GoVersion", "BuildTime"] { answer[key] = "" }
        var details = answer
        details["Version"] = nil
        details["Experimental"] = "false"
        let engine = JSONText.object([
            ("Name", "Engine"), ("Version", .string(version)), ("Details", details.json),
        ])
        answer["Platform"] = .object([("Name", .string("Gantry \(gantry)"))])
        answer["Components"] = .array([engine])
        return answer.json
    }
}
