//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What `gantry local up` is asked beyond the cluster itself.
package struct LocalUpRequest: Equatable, Sendable {
    /// The cluster's name.
    package static let clusterName = "local"
    /// The domain below which applications get their addresses; browsers take all of it to be this machine.
    package static let rootDomain = "localhost"

    /// Gantry's own programs.
    package let programs: LocalPrograms
    /// The script that pushes images into the registry, where there is one.
    package let pushScript: String?
    /// Beginnings of image references, and what is put in their place.
    package let imageMap: [String: String]

    /// Collects what `up` is asked.
    package init(programs: LocalPrograms, pushScript: String?, imageMap: [String: String]) {
        self.programs = programs
        self.pushScript = pushScript
        self.imageMap = imageMap
    }

    /// The usual request of a checkout or an installation, where everything is found from `gantry`'s own place.
    ///
    /// - Throws: an error when a named script or binary does not exist.
    package static func standard(
        for spec: LocalClusterSpec,
        gantry: String,
        agent: String?,
        pushScript: String?,
        gpuDevicesDirectory: String?
    ) throws -> Self {
        let folder = String(gantry[..<(gantry.lastIndex(of: "/") ?? gantry.startIndex)])
        for (what, path) in [
            ("agent binary", agent), ("push script", pushScript), ("GANTRY_GPU_DEVICES_DIR", gpuDevicesDirectory),
        ] {
            guard let path, !HostFiles.exists(path) else { continue }
            throw LocalClusterError("\(what) \(path)", "there is no such file", remedy: "name one that exists")
        }
        let agent = agent ?? "\(folder)/gantry-agent"
        let script = pushScript ?? "\(folder)/../images/push"
        let registry = RegistryPlan(spec)
        return Self(
            programs: LocalPrograms(
                gantry: gantry,
                agent: agent,
                routingImage: "\(spec.registryHost)/gantry/routing:latest",
                revision: Fingerprint.of([gantry, agent].map(HostFiles.stamp)),
                gpuDevicesDirectory: gpuDevicesDirectory
            ),
            // A script that was named must run; the checkout's own only where images were built.
            pushScript: pushScript
                ?? (HostFiles.exists(script) && HostFiles.exists(registry.imageCache) ? script : nil),
            imageMap: registry.imageMap
        )
    }
}
