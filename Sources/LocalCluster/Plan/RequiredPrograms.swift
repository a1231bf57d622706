//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The programs of other projects that a local cluster is made of, with the Debian package of each.
package enum RequiredPrograms {
    /// Program to package.
    package static let packages: [(program: String, package: String)] = [
        ("ip", "iproute2"), ("nsenter", "util-linux"), ("unshare", "util-linux"), ("setsid", "util-linux"),
        ("mountpoint", "util-linux"), ("mount", "mount"), ("umount", "mount"), ("hostname", "hostname"),
        ("iptables", "iptables"), ("dockerd", "docker.io"), ("containerd", "containerd"), ("runc", "runc"),
        ("haproxy", "haproxy"), ("docker-registry", "docker-registry"),
        ("dnsmasq", "dnsmasq-base"), ("htpasswd", "apache2-utils"),
        ("openssl", "openssl"),
    ]

    /// The error that names what is missing, or none where nothing is.
    package static func problem(isInstalled: (String) -> Bool) -> LocalClusterError? {
        let missing = packages.filter { !isInstalled($0.program) }
        guard !missing.isEmpty else { return nil }
        var wanted: [String] = []
        for package in missing.map(\.package) where !wanted.contains(package) { wanted.append(package) }
        return LocalClusterError(
            missing.map(\.program).joined(separator: ", "),
            missing.count == 1 ? "the program is not installed" : "the programs are not installed",
            remedy: "run: apt-get install \(wanted.joined(separator: " "))"
        )
    }
}
