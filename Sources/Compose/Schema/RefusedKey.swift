//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A key of Compose that Gantry knows but doesn't act on: either the template is refused, or the key has no effect.
struct RefusedKey: Sendable {
    let severity: Problem.Severity
    let message: String
    let remedy: String

    private static func refused(_ message: String, _ remedy: String) -> RefusedKey {
        RefusedKey(severity: .error, message: message, remedy: remedy)
    }

    private static func ignored(_ message: String, _ remedy: String = "remove the key") -> RefusedKey {
        RefusedKey(severity: .warning, message: message, remedy: remedy)
    }

    private static let buildElsewhere = refused(
        "images are not built here",
        "build and push the image elsewhere, and name it with image"
    )
    private static let onlyFilesOfTheTemplate = refused(
        "secrets and configs of Compose are not supported",
        "give the value as an environment variable, or mount a file of the node with volumes"
    )
    private static let useCPUs = refused("this way to limit the CPU is not supported", "write cpus or cpu_shares")
    private static let unsupported = refused("this key is not supported", "remove the key")

    /// The keys of a service, for a reason each.
    static let byName: [String: RefusedKey] = [
        "build": buildElsewhere,
        "dockerfile": buildElsewhere,
        "env_file": refused("files beside the template are not read", "write the variables under environment"),
        "label_file": refused("files beside the template are not read", "write the labels under labels"),
        "mac_address": refused(
            "the cluster network gives out the hardware addresses",
            "remove the key; use hostname where a fixed name will do"
        ),
        "detach": refused("containers always run in the background", "remove the key"),
        "extends": refused("a service can't take over another one's keys", "write the keys out, or use a YAML anchor"),
        "networks": refused(
            "all containers share the one network of the cluster",
            "remove the key; services reach each other by name, and links adds other names"
        ),
        "external": refused(
            "services outside the cluster are not supported yet",
            "give the address to the services that need it, with environment or extra_hosts"
        ),
        "deploy": refused(
            "this key is not supported yet",
            "write the label aliyun.scale for the number of containers, and mem_limit and cpus for the limits"
        ),
        "secrets": onlyFilesOfTheTemplate,
        "configs": onlyFilesOfTheTemplate,
        "volume_driver": refused("volume drivers are not supported yet", "remove the key"),
        "profiles": refused("every service of a template is started", "put optional services into another template"),
        "cpu_quota": useCPUs,
        "cpu_period": useCPUs,
        "cpu_count": useCPUs,
        "cpu_percent": useCPUs,
        "cpu_rt_period": useCPUs,
        "cpu_rt_runtime": useCPUs,
        "gpus": refused("GPUs are not supported yet", "remove the key"),
        "blkio_config": unsupported,
        "device_cgroup_rules": unsupported,
        "group_add": unsupported,
        "pids_limit": refused("this key is not supported", "write ulimits with nproc"),
        "post_start": unsupported,
        "pre_stop": unsupported,
        "provider": unsupported,
        "runtime": unsupported,
        "storage_opt": unsupported,
        "userns_mode": unsupported,
        "uts": unsupported,
        "healthcheck": ignored(
            "this key has no effect yet",
            "write the label aliyun.probe.url or aliyun.probe.cmd"
        ),
        "name": ignored("the name of a service is the key it stands under; this one has no effect"),
        "pull_policy": ignored(
            "this key has no effect",
            "write the label aliyun.latest_image to pull an image at each deploy"
        ),
        "annotations": ignored("annotations have no effect"),
        "attach": ignored("containers always run in the background; this key has no effect"),
        "cgroup": ignored("each node's engine chooses the control group; this key has no effect"),
        "cgroup_parent": ignored("each node's engine chooses the control group; this key has no effect"),
        "credential_spec": ignored("this key only has an effect on Windows"),
        "develop": ignored("this key only has an effect on a developer's machine"),
        "init": ignored("this key has no effect yet", "start an init process with entrypoint"),
        "isolation": ignored("this key only has an effect on Windows"),
        "mem_swappiness": ignored("this key has no effect", "limit the swap with memswap_limit"),
        "oom_score_adj": ignored("this key has no effect", "write oom_kill_disable, or limit memory with mem_limit"),
        "platform": ignored("this key has no effect: images are for the nodes' platform"),
    ]
}
