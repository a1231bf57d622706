//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The names that a local cluster's things have in the kernel, told apart from another cluster's by its identifier.
package struct LocalClusterNames: Equatable, Sendable {
    /// The state directory used where none is named; its cluster's identifier is plain `local`.
    package static let defaultStateDirectory = "/var/lib/gantry-local"

    /// The environment variable that marks every process of a cluster, with its state directory as the value.
    package static let processMark = "GANTRY_LOCAL_CLUSTER"

    /// Where clusters keep their namespaces' handles, one folder each.
    package static let runDirectory = "/run/gantry-local"

    /// `local`, or eight characters made of the state directory's path.
    package let identifier: String

    /// Names for the cluster whose state is kept here.
    package init(stateDirectory: String) {
        let isDefault = stateDirectory == Self.defaultStateDirectory
        identifier = isDefault ? "local" : "l\(Fingerprint.of([stateDirectory]).suffix(7))"
    }

    /// What every namespace's and cgroup's name begins with.
    package var prefix: String { "gantry-\(identifier)-" }

    /// The network namespace of the switch.
    package var switchNamespace: String { prefix + "switch" }

    /// The host's link into the switch; at most 15 characters, as the kernel asks.
    package var hostLink: String { "gantry-\(identifier)" }

    /// The folder that holds the handles of the nodes' mount and host-name namespaces.
    package var spaceDirectory: String { "\(Self.runDirectory)/\(identifier)" }

    /// A node's network namespace, which is its cgroup's name too.
    package func namespace(of node: String) -> String { prefix + node }

    /// The handle of a node's mount namespace.
    package func mountSpace(of node: String) -> String { "\(spaceDirectory)/\(node).mnt" }

    /// The handle of a node's host-name (UTS) namespace.
    package func hostNameSpace(of node: String) -> String { "\(spaceDirectory)/\(node).uts" }

    /// The handle of a network namespace.
    package func networkHandle(_ namespace: String) -> String { "/run/netns/\(namespace)" }

    /// The words before a command that run it inside the node.
    package func entering(_ node: String) -> [String] {
        [
            "nsenter", "--net=\(networkHandle(namespace(of: node)))", "--mount=\(mountSpace(of: node))",
            "--uts=\(hostNameSpace(of: node))", "--",
        ]
    }
}
