//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The steps that give each node a view of the machine of its own: mounts and host name.
///
/// The namespaces are held by handles in `/run/gantry-local`, so they last without a process, and all of the node's
/// processes enter the same ones. A node's `/run` is fresh memory at each power-on, as after a reboot, and its
/// `/etc/docker` is its own, since an engine's key there is its identity.
package struct SpacePlan: Equatable, Sendable {
    private let spec: LocalClusterSpec
    private let names: LocalClusterNames

    /// The nodes' views in this cluster.
    package init(_ spec: LocalClusterSpec) {
        self.spec = spec
        names = spec.names
    }

    /// The folder for the handles, on a private mount as the kernel wants it.
    package var directorySteps: [PlanStep] {
        let directory = names.spaceDirectory
        return [
            PlanStep(
                "folder of namespaces",
                unless: ShellCommand("mountpoint", "-q", directory),
                do: [
                    ShellCommand("mkdir", "-p", directory),
                    ShellCommand("mount", "--bind", directory, directory),
                ]
            ),
            PlanStep("private folder of namespaces", do: [ShellCommand("mount", "--make-private", directory)]),
        ]
    }

    /// The node's mounts and host name, once its network namespace is there.
    package func steps(for node: LocalNodeSpec) -> [PlanStep] {
        let handles = [names.mountSpace(of: node.name), names.hostNameSpace(of: node.name)]
        return [
            PlanStep(
                "\(node.name)'s mounts",
                // The mark is made last, so a set-up killed half-way is done afresh.
                unless: ShellCommand(names.entering(node.name) + ["test", "-e", Self.mark]),
                do: dropHandles(of: node) + [
                    ShellCommand(["touch"] + handles),
                    ShellCommand(
                        "nsenter",
                        "--net=\(names.networkHandle(names.namespace(of: node.name)))",
                        "unshare",
                        "--mount=\(handles[0])",
                        "--uts=\(handles[1])",
                        "--propagation",
                        "private",
                        "sh",
                        "-euc",
                        """
                        hostname "$1"
                        mount --bind "$2" /etc/docker
                        mount -t tmpfs -o mode=755 tmpfs /run
                        mkdir -p /run/docker /run/gantry /run/lock
                        touch \(Self.mark)
                        """,
                        "node",
                        node.name,
                        spec.paths.dockerSettings(of: node.name)
                    ),
                ]
            )
        ]
    }

    /// Lets go of the node's mounts; they vanish when no process is left in them.
    package func dropHandles(of node: LocalNodeSpec) -> [ShellCommand] {
        [names.mountSpace(of: node.name), names.hostNameSpace(of: node.name)].flatMap { handle in
            [ShellCommand("umount", "-l", handle).ignoringFailure, ShellCommand("rm", "-f", handle)]
        }
    }

    private static let mark = "/run/gantry-node"
}
