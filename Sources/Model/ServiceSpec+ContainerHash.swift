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
