//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine

/// What may be wrong with a machine for a node: a line each, which says what to do about it.
enum MachineChecks {
    static let oldestAPIVersion = (major: 1, minor: 40)

    /// The reason why an engine can't be a node's; nil when it can.
    static func refusal(_ version: EngineVersion) -> String? {
        let parts = version.apiVersion.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2, (parts[0], parts[1]) >= oldestAPIVersion else {
            return
                "docker engine: version \(version.version) (API \(version.apiVersion)) is too old; install 19.03 or later"
        }
        return nil
    }

    /// Everything that makes a node worse than it could be.
    static func warnings(_ info: EngineInfo) -> [String] {
        let ofKernel = kernelWarnings { path in
            guard let content = try? LocalFiles.read(path, limit: 1 << 12) else { return nil }
            return String(decoding: content, as: UTF8.self)
        }
        return ofKernel + engineWarnings(info)
    }

    static func engineWarnings(_ info: EngineInfo) -> [String] {
        var warnings: [String] = []
        if info.isLiveRestoreEnabled == true {
            warnings.append(
                "docker engine: live-restore is on, which rules out the cluster's network; set \"live-restore\": false"
            )
        }
        if info.limitsMemory == false {
            warnings.append("kernel: it can't limit memory; boot it with cgroup_enable=memory")
        }
        if info.limitsCPU == false {
            warnings.append("kernel: it can't limit CPU time; use one with CONFIG_CFS_BANDWIDTH")
        }
        return warnings
    }

    /// What the kernel's settings would break.
    ///
    /// - Parameter read: Gives a file's text; nil when it can't be read.
    /// - Returns: A line for each.
    static func kernelWarnings(read: (String) -> String?) -> [String] {
        func setting(_ name: String) -> Int? {
            read("/proc/sys/net/ipv4/" + name)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        }
        var warnings: [String] = []
        if setting("ip_forward") == 0 {
            warnings.append("kernel: net.ipv4.ip_forward is 0, so containers reach no other machine; set it to 1")
        }
        if setting("conf/all/rp_filter") == 1 {
            warnings.append(
                "kernel: net.ipv4.conf.all.rp_filter is 1, which may drop answers of containers; set it to 2"
            )
        }
        return warnings
    }
}
