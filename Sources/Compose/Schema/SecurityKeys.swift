//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// Rights, isolation and limits of the processes.

extension ServiceKey {
    static let security: [ServiceKey] = [
        .flag("privileged", to: \.privileged),
        .flag("read_only", to: \.readOnly),
        .texts("cap_add", to: \.capAdd, "a capability such as NET_ADMIN", where: isCapability),
        .texts("cap_drop", to: \.capDrop, "a capability such as NET_ADMIN", where: isCapability),
        .texts("security_opt", to: \.securityOptions, "a security option such as no-new-privileges"),
        ServiceKey("sysctls") { field, draft in
            for pair in field.pairs("kernel settings") {
                guard pair.hasValue else {
                    pair.field.error("the setting \(quoted(pair.name)) has no value", "write name=value")
                    continue
                }
                if let value = pair.field.text("a value") { draft.spec.sysctls[pair.name] = value }
            }
        },
        .texts("group_add", to: \.groupAdd, "a group, such as staff or 1000", where: isGroup),
        .texts("device_cgroup_rules", to: \.deviceCgroupRules, "a rule such as \"c 1:3 mr\"", where: isDeviceRule),
        .text("cgroup_parent", \.cgroupParent, "the name of a control group"),
        .text("runtime", \.runtime, "an OCI runtime such as runc") { NameRules.isName($0) },
        .text("userns_mode", \.userNamespaceMode, "host") { $0 == "host" },
        .text("uts", \.utsMode, "host") { $0 == "host" },
        ServiceKey("ulimits") { field, draft in
            draft.spec.ulimits = field.entries("limits").compactMap(resourceLimit)
        },
        ServiceKey("ipc") { field, draft in
            let modes = ["host", "shareable", "private", "none"]
            draft.spec.ipcMode = sharedNamespace(field, modes, "inter-process memory")
        },
        ServiceKey("pid") { field, draft in
            draft.spec.pidMode = sharedNamespace(field, ["host"], "processes")
        },
    ]

    private static let limitNames = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    @Sendable
    private static func isCapability(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
    }

    @Sendable
    private static func isGroup(_ text: String) -> Bool {
        parseInteger(text).map { $0 >= 0 } ?? NameRules.isName(text)
    }

    /// A kind, major and minor numbers or stars, and what is allowed.
    @Sendable
    private static func isDeviceRule(_ text: String) -> Bool {
        let parts = text.split(separator: " ")
        guard parts.count == 3, ["a", "b", "c"].contains(parts[0]) else { return false }
        let numbers = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        return numbers.count == 2 && numbers.allSatisfy { $0 == "*" || (0...0xfffff).contains(parseInteger($0) ?? -1) }
            && parts[2].allSatisfy { "rwm".contains($0) }
    }

    private static func resourceLimit(_ pair: FieldPair) -> ResourceLimit? {
        guard limitNames.contains(pair.name) else {
            pair.reportUnknown(among: limitNames)
            return nil
        }
        let range = -1...Int(Int32.max)
        guard case .mapping = pair.field.value.content else {
            return pair.field.integer(in: range).map { ResourceLimit(name: pair.name, soft: $0, hard: $0) }
        }
        var soft: Int?
        var hard: Int?
        for limit in pair.field.entries("soft and hard") {
            switch limit.name {
            case "soft": soft = limit.field.integer(in: range)
            case "hard": hard = limit.field.integer(in: range)
            default: limit.reportUnknown(among: ["soft", "hard"])
            }
        }
        for name in ["soft", "hard"] where pair.field.value[name] == nil {
            pair.field.error("the limit has no \(name) value", "write both soft and hard, or one number")
            return nil
        }
        guard let soft, let hard else { return nil }
        guard hard == -1 || (soft != -1 && soft <= hard) else {
            pair.field.error("the soft limit is greater than the hard one", "make it at most \(hard)")
            return nil
        }
        return ResourceLimit(name: pair.name, soft: soft, hard: hard)
    }

    private static func sharedNamespace(_ field: Field, _ modes: [String], _ what: String) -> String? {
        guard let text = field.text(modes.listed()) else { return nil }
        if modes.contains(text) { return text }
        if text.hasPrefix("container:") || text.hasPrefix("service:") {
            field.error(
                "a container can't share the \(what) of another one, which may run on another node",
                "remove the key"
            )
        } else {
            field.refuse(text, modes.listed())
        }
        return nil
    }
}
