//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The steps that lay the cluster's network: a switch, and a cable from it to the host and to each node.
///
/// The switch's bridge has a network namespace of its own, where the host's firewall does not reach.
package struct NetworkPlan: Equatable, Sendable {
    private let spec: LocalClusterSpec
    private let names: LocalClusterNames

    /// The network of this cluster.
    package init(_ spec: LocalClusterSpec) {
        self.spec = spec
        names = spec.names
    }

    /// The switch and the host's cable into it.
    package var switchSteps: [PlanStep] {
        let space = names.switchNamespace
        return namespace(space) + [
            PlanStep(
                "bridge",
                unless: ShellCommand("ip", "-n", space, "link", "show", "br0"),
                do: [ShellCommand("ip", "-n", space, "link", "add", "br0", "type", "bridge")]
            ),
            PlanStep("bridge up", do: [ShellCommand("ip", "-n", space, "link", "set", "br0", "up")]),
            PlanStep(
                "host's cable",
                unless: ShellCommand("ip", "-n", space, "link", "show", "host"),
                do: [
                    ShellCommand("ip", "link", "del", names.hostLink).ignoringFailure,
                    ShellCommand(
                        ["ip", "link", "add", names.hostLink, "type", "veth", "peer", "name", "host", "netns", space]
                    ),
                ]
            ),
            PlanStep(
                "host's address",
                do: [
                    ShellCommand("ip", "-n", space, "link", "set", "host", "master", "br0", "up"),
                    ShellCommand("ip", "addr", "replace", withPrefix(spec.hostAddress), "dev", names.hostLink),
                    ShellCommand("ip", "link", "set", names.hostLink, "up"),
                ]
            ),
        ]
    }

    /// A node's namespace and its cable, plugged in.
    package func steps(for node: LocalNodeSpec) -> [PlanStep] {
        let space = names.namespace(of: node.name)
        return namespace(space) + [
            PlanStep(
                "\(node.name)'s cable",
                unless: ShellCommand("ip", "-n", space, "link", "show", "eth0"),
                do: [
                    unplug(node).ignoringFailure,
                    ShellCommand(
                        [
                            "ip", "-n", names.switchNamespace, "link", "add", node.name, "type", "veth", "peer", "name",
                            "eth0", "netns", space,
                        ]
                    ),
                ]
            ),
            PlanStep(
                "\(node.name)'s address",
                do: [
                    ShellCommand("ip", "-n", names.switchNamespace, "link", "set", node.name, "master", "br0"),
                    ShellCommand("ip", "-n", space, "addr", "replace", withPrefix(node.address), "dev", "eth0"),
                    ShellCommand("ip", "-n", space, "link", "set", "eth0", "up"),
                    withoutReversePathFilter(space),
                ]
            ),
        ]
    }

    /// Cuts a node's cable: the switch's end goes down.
    package func cut(_ node: LocalNodeSpec) -> ShellCommand { cable(node, "down") }

    /// Mends a node's cable.
    package func heal(_ node: LocalNodeSpec) -> ShellCommand { cable(node, "up") }

    /// Takes a node's cable away; the kernel does so itself a little after the node's namespace is gone.
    package func unplug(_ node: LocalNodeSpec) -> ShellCommand {
        ShellCommand("ip", "-n", names.switchNamespace, "link", "del", node.name)
    }

    /// Prints the switch's links as JSON.
    package var links: ShellCommand { ShellCommand("ip", "-n", names.switchNamespace, "-j", "link", "show") }

    private func cable(_ node: LocalNodeSpec, _ direction: String) -> ShellCommand {
        ShellCommand("ip", "-n", names.switchNamespace, "link", "set", node.name, direction)
    }

    private func namespace(_ name: String) -> [PlanStep] {
        [
            PlanStep(
                "namespace \(name)",
                unless: ShellCommand("ip", "-n", name, "link", "show", "lo"),
                do: [
                    // A command killed half-way leaves a file that is no namespace yet.
                    ShellCommand("ip", "netns", "del", name).ignoringFailure,
                    ShellCommand("ip", "netns", "add", name),
                ]
            ),
            PlanStep("loopback of \(name)", do: [ShellCommand("ip", "-n", name, "link", "set", "lo", "up")]),
        ]
    }

    private func withoutReversePathFilter(_ space: String) -> ShellCommand {
        ShellCommand(
            "nsenter",
            "--net=\(names.networkHandle(space))",
            "sh",
            "-c",
            "for name in all default eth0; do echo 0 >/proc/sys/net/ipv4/conf/$name/rp_filter; done"
        )
    }

    private func withPrefix(_ address: String) -> String { "\(address)/\(spec.subnet.prefixLength)" }
}
