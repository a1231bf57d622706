//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import CustomRouting
import Model

extension ContainerConfiguration {
    /// The part of the body that ties the container to its node.
    func hostConfiguration() -> [String: JSONValue] {
        var host: [String: JSONValue] = [
            "NetworkMode": .string(networkMode),
            "RestartPolicy": restartPolicy,
            "PortBindings": portBindings,
            "Binds": .strings(binds),
            "Mounts": .array(slotVolumes),
            "Privileged": .bool(spec.privileged),
            "CapAdd": .strings(spec.capAdd),
            "CapDrop": .strings(spec.capDrop),
            "Devices": .array(spec.devices.map(Self.device) + (gpus?.deviceMappings ?? [])),
            "Dns": .strings(spec.dns),
            "DnsSearch": .strings(spec.dnsSearch),
            "DnsOptions": .strings(spec.dnsOptions),
            "ExtraHosts": .strings(spec.extraHosts + externalHosts),
            "GroupAdd": .strings(spec.groupAdd),
            "DeviceCgroupRules": .strings(spec.deviceCgroupRules),
            "SecurityOpt": .strings(spec.securityOptions),
            "Sysctls": .strings(spec.sysctls),
            "ReadonlyRootfs": .bool(spec.readOnly),
            "Tmpfs": .strings(Self.tmpfs(spec.tmpfs)),
            "Ulimits": .array(
                spec.ulimits.map {
                    ["Name": .string($0.name), "Soft": .int(Int64($0.soft)), "Hard": .int(Int64($0.hard))]
                }
            ),
        ]
        if let mode = spec.ipcMode { host["IpcMode"] = .string(mode) }
        if let mode = spec.pidMode { host["PidMode"] = .string(mode) }
        if let mode = spec.utsMode { host["UTSMode"] = .string(mode) }
        if let mode = spec.userNamespaceMode { host["UsernsMode"] = .string(mode) }
        if let parent = spec.cgroupParent { host["CgroupParent"] = .string(parent) }
        if let runtime = spec.runtime { host["Runtime"] = .string(runtime) }
        if !spec.storageOptions.isEmpty { host["StorageOpt"] = .strings(spec.storageOptions) }
        if spec.runsInit { host["Init"] = true }
        if let driver = spec.loggingDriver {
            host["LogConfig"] = ["Type": .string(driver), "Config": .strings(spec.loggingOptions)]
        }
        if !spec.volumesFrom.isEmpty {
            host["VolumesFrom"] = .strings(
                spec.volumesFrom.map { source in
                    // Without one on the node the engine says which it misses.
                    (volumeHolders[source.service] ?? "\(application.name)_\(source.service)_1")
                        + (source.isReadOnly ? ":ro" : "")
                }
            )
        }
        host.merge(resourceConfiguration()) { $1 }
        return host
    }

    private func resourceConfiguration() -> [String: JSONValue] {
        let resources = spec.resources
        var host: [String: JSONValue] = [:]
        if resources.memoryBytes > 0 { host["Memory"] = .int(resources.memoryBytes) }
        if let bytes = resources.memorySwapBytes { host["MemorySwap"] = .int(bytes) }
        if let bytes = resources.memoryReservationBytes { host["MemoryReservation"] = .int(bytes) }
        if let bytes = resources.kernelMemoryBytes { host["KernelMemory"] = .int(bytes) }
        if let bytes = resources.shmBytes { host["ShmSize"] = .int(bytes) }
        if resources.cpuMillis > 0 { host["NanoCpus"] = .int(resources.cpuMillis * 1_000_000) }
        if let set = resources.cpuSet { host["CpusetCpus"] = .string(set) }
        if let limit = resources.pidsLimit { host["PidsLimit"] = .int(limit) }
        if let adjustment = resources.oomScoreAdjustment { host["OomScoreAdj"] = .int(Int64(adjustment)) }
        if let swappiness = resources.memorySwappiness { host["MemorySwappiness"] = .int(Int64(swappiness)) }
        if resources.oomKillDisable { host["OomKillDisable"] = true }
        return host
    }

    private var networkMode: String {
        switch spec.network {
        case .cluster: Self.networkName
        case .host: "host"
        case .none: "none"
        }
    }

    private var restartPolicy: JSONValue {
        switch spec.restart {
        case .no: ["Name": "no"]
        case .always: ["Name": "always"]
        case .unlessStopped: ["Name": "unless-stopped"]
        case .onFailure(let retries):
            ["Name": "on-failure", "MaximumRetryCount": .int(Int64(retries ?? 0))]
        }
    }

    private var portBindings: JSONValue {
        var bindings: [String: [JSONValue]] = [:]
        for port in spec.ports {
            bindings[port.container.description, default: []].append([
                "HostIp": .string(port.hostIP ?? ""),
                "HostPort": .string(port.hostPort.map { String($0) } ?? ""),
            ])
        }
        return .object(bindings.mapValues { .array($0) })
    }

    /// The socket at which the node's agent tells proxies of services; its directory, for the agent makes it anew.
    private var proxyBinds: [String] {
        spec.isProxy ? ["\(AgentPaths.proxySocketDirectory):\(AgentPaths.proxySocketMount):ro"] : []
    }

    private var binds: [String] {
        proxyBinds
            + spec.volumes.compactMap { mount in
                let options = mount.options.isEmpty ? "" : ":" + mount.options.joined(separator: ",")
                switch mount.source {
                case .anonymous: return nil
                case .volume(let name): return "\(name):\(mount.target)\(options)"
                case .hostPath(let path): return "\(path):\(mount.target)\(options)"
                }
            }
    }

    /// Compose's `host:container:permissions`.
    private static func device(_ text: String) -> JSONValue {
        let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
        return [
            "PathOnHost": .string(parts.first ?? text),
            "PathInContainer": .string(parts.count > 1 ? parts[1] : parts.first ?? text),
            "CgroupPermissions": .string(parts.count > 2 ? parts[2] : "rwm"),
        ]
    }

    /// Compose's `path` or `path:options`.
    private static func tmpfs(_ entries: [String]) -> [String: String] {
        Dictionary(
            entries.map { entry in
                let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
                return (parts.first ?? entry, parts.count > 1 ? parts[1] : "")
            },
            uniquingKeysWith: { $1 }
        )
    }
}
