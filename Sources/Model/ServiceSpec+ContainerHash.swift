//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension ServiceSpec {
    /// Labels that say how many, where and in which order, not what a container is: changing them recreates nothing.
    package static let labelsOutsideContainers: Set<String> = [
        "aliyun.scale", "aliyun.depends", "aliyun.rolling_updates", "aliyun.rolling_updates.parallelism",
        "aliyun.latest_image", "aliyun.global", "com.docker.swarm.reschedule-policies",
        "com.docker.swarm.constraints", "com.docker.swarm.affinities", "com.docker.swarm.whitelists",
        "aliyun.routing.weight", "aliyun.routing.timeout_setting", "aliyun.routing.extra_setting",
        "aliyun.routing.ssl_cert", "aliyun.routing.gzip", "aliyun.retry_count", "aliyun.remove_containers",
    ]

    /// The same for the beginnings of labels.
    package static let labelPrefixesOutsideContainers = ["aliyun.auto_scaling.", "aliyun.auto.scaling."]

    /// A digest of everything that a container of this service is made from.
    ///
    /// Two specs with the same digest make the same containers; a container whose digest differs is replaced by an
    /// update. What only says how many there are, where they go, or in which order they start, is left out.
    package var containerHash: String {
        var spec = self
        spec.line = 0
        spec.scale = 1
        spec.isGlobal = false
        spec.depends = []
        spec.reschedule = .off
        spec.dependConditions = [:]
        spec.update = UpdateSpec()
        spec.rollback = nil
        spec.placement = PlacementSpec()
        spec.pullsLatestImage = false
        spec.routeWeight = nil
        spec.routing = RoutingSettings()
        spec.routeCertificate = nil
        spec.autoScaling = nil
        spec.retryCount = 0
        spec.containerRemoval = .none
        spec.labels = spec.labels.filter { label, _ in
            !Self.labelsOutsideContainers.contains(label)
                && !Self.labelPrefixesOutsideContainers.contains(where: label.hasPrefix)
        }
        // Only what differs from the default is taken in, so that a key added to Gantry later changes no digest.
        var digest = FNV1a()
        digest.combineDifferences(of: spec, from: ServiceSpec(name: "", image: ""))
        digest.combineDifferences(of: spec.resources, from: ResourceRequirements())
        return digest.hexadecimal
    }
}

/// The 128-bit FNV-1a digest: stable over processes and machines, unlike `Hasher`.
///
/// Source: draft-eastlake-fnv, section 5.
private struct FNV1a {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b

    mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state ^= UInt128(byte)
            state &*= Self.prime
        }
    }

    /// Takes in the fields of a value that are not as in the other, each with its name.
    mutating func combineDifferences<Value>(of value: Value, from other: Value) {
        for (child, standard) in zip(Mirror(reflecting: value).children, Mirror(reflecting: other).children) {
            var part = FNV1a()
            part.combine(describing: child.value)
            var standardPart = FNV1a()
            standardPart.combine(describing: standard.value)
            guard part.state != standardPart.state, !(child.value is ResourceRequirements) else { continue }
            combineText(child.label ?? "")
            combineText(part.hexadecimal)
        }
    }

    /// Takes in a value part by part, each with its name and length, so that no two values read the same.
    mutating func combine(describing value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .dictionary:
            var parts: [(key: String, value: Any)] = []
            for child in mirror.children {
                let pair = Array(Mirror(reflecting: child.value).children)
                guard pair.count == 2 else { continue }
                parts.append((String(describing: pair[0].value), pair[1].value))
            }
            combineCount(parts.count)
            for part in parts.sorted(by: { $0.key < $1.key }) {
                combineText(part.key)
                combine(describing: part.value)
            }
        case .none:
            combineText(String(describing: value))
        default:
            combineText(mirror.children.isEmpty ? String(describing: value) : "")
            combineCount(mirror.children.count)
            for child in mirror.children {
                combineText(child.label ?? "")
                combine(describing: child.value)
            }
        }
    }

    private mutating func combineText(_ text: String) {
        combineCount(text.utf8.count)
        combine(text.utf8)
    }

    private mutating func combineCount(_ count: Int) {
        combine(String(count).utf8)
        combine([0])
    }

    var hexadecimal: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
