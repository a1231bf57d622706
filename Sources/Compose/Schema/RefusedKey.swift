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

    static func refused(_ message: String, _ remedy: String) -> RefusedKey {
        RefusedKey(severity: .error, message: message, remedy: remedy)
    }

    static func ignored(_ message: String, _ remedy: String = "remove the key") -> RefusedKey {
        RefusedKey(severity: .warning, message: message, remedy: remedy)
    }

    private static let buildElsewhere = refused(
        "images are not built here",
        "build and push the image elsewhere, and name it with image"
    )
    private static let useCPUs = refused("this way to limit the CPU is not supported", "write cpus or cpu_shares")
    private static let hooks = refused(
        "commands beside the main one are not run",
        "start them from the image's entrypoint"
    )

    /// The keys of a service, for a reason each.
    static let byName: [String: RefusedKey] = [
        "build": buildElsewhere,
        "dockerfile": buildElsewhere,
        "label_file": refused("files of labels are not read", "write the labels under labels"),
        "mac_address": refused(
            "the cluster network gives out the hardware addresses",
            "remove the key; use hostname where a fixed name will do"
        ),
        "detach": refused("containers always run in the background", "remove the key"),
        "extends": refused("a service can't take over another one's keys", "write the keys out, or use a YAML anchor"),
        "volume_driver": refused(
            "a driver for all volumes of a service is not supported",
            "declare the volumes under the top-level key volumes, each with its driver"
        ),
        "cpu_count": useCPUs,
        "cpu_percent": useCPUs,
        "cpu_rt_period": useCPUs,
        "cpu_rt_runtime": useCPUs,
        "post_start": hooks,
        "pre_stop": hooks,
        "provider": refused("services of other platforms are not supported", "write external: with host:"),
        "models": refused("AI models are not provided", "run one as a service, and give its address with environment"),
        "use_api_socket": refused(
            "a container gets no access to its engine by this key",
            "mount the socket with volumes, where that is what you want"
        ),
        "blkio_config": refused("limits of disks differ from node to node", "remove the key"),
        "name": ignored("the name of a service is the key it stands under; this one has no effect"),
        "annotations": ignored("annotations have no effect", "write them as labels"),
        "attach": ignored("containers always run in the background; this key has no effect"),
        "cgroup": ignored("each node's engine chooses the control group; this key has no effect"),
        "credential_spec": ignored("this key only has an effect on Windows"),
        "develop": ignored("this key only has an effect on a developer's machine"),
        "isolation": ignored("this key only has an effect on Windows"),
        "platform": ignored("this key has no effect: images are for the nodes' platform"),
    ]
}
