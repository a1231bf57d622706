//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Where the local cluster's files are, all below its state directory.
package struct LocalClusterPaths: Equatable, Sendable {
    /// The state directory itself.
    package let root: String

    /// Paths below this directory.
    package init(stateDirectory: String) {
        root = stateDirectory
    }

    /// What was asked for and which nodes are off or cut.
    package var record: String { "\(root)/cluster.json" }
    /// Locked by the one command at work.
    package var lock: String { "\(root)/lock" }
    /// Locked by the supervisor for as long as it lives.
    package var supervisorLock: String { "\(root)/supervisor.lock" }
    /// The supervisor's identity, written when it listens to signals.
    package var supervisorIdentity: String { "\(root)/supervisor.pid" }
    /// What the supervisor runs, one file a process.
    package var processes: String { "\(root)/processes" }
    /// Who runs: one file a process, written by the process itself before it becomes its program.
    package var identities: String { "\(root)/pids" }
    /// The processes' output.
    package var logs: String { "\(root)/logs" }
    /// One folder a node.
    package var nodes: String { "\(root)/nodes" }
    /// The registry's settings, certificates and password.
    package var registry: String { "\(root)/registry" }
    /// The front door's settings.
    package var frontDoor: String { "\(root)/front-door" }
    /// The front door's configuration.
    package var frontDoorConfiguration: String { "\(frontDoor)/haproxy.cfg" }
    /// What the load balancers on this machine keep.
    package var balancer: String { "\(root)/balancer" }
    /// The server's data.
    package var server: String { "\(root)/server" }
    /// Where the server tells them what to do.
    package var balancerSocket: String { "\(server)/balancer/addon.sock" }

    /// The registry's configuration.
    package var registryConfiguration: String { "\(registry)/config.yml" }
    /// The certificate to trust for the registry.
    package var registryAuthority: String { "\(registry)/ca.crt" }
    /// The registry's user and password, as `user:password`.
    package var registryCredentials: String { "\(registry)/credentials" }
    /// The registry's hashed password.
    package var registryPasswords: String { "\(registry)/htpasswd" }

    /// Everything `down` removes; nothing else in the directory is touched.
    package var everything: [String] {
        [
            record, supervisorLock, supervisorIdentity, processes, identities, logs, nodes, registry, frontDoor,
            balancer,
            server, lock,
        ]
    }

    /// What `down --keep-data` removes.
    package var runtimeOnly: [String] { [supervisorLock, supervisorIdentity, processes, identities] }

    /// A process's definition.
    package func definition(of process: String) -> String { "\(processes)/\(process).json" }
    /// A process's identity.
    package func identity(of process: String) -> String { "\(identities)/\(process).pid" }
    /// A process's output.
    package func log(of process: String) -> String { "\(logs)/\(process).log" }

    /// A node's folder.
    package func node(_ name: String) -> String { "\(nodes)/\(name)" }
    /// What the node sees as `/etc/docker`.
    package func dockerSettings(of node: String) -> String { "\(self.node(node))/docker-etc" }
    /// The engine's images, containers and volumes.
    package func dockerData(of node: String) -> String { "\(self.node(node))/data" }
    /// The engine's socket, reachable from the host too.
    package func dockerSocket(of node: String) -> String { "\(self.node(node))/run/docker.sock" }
    /// The agent's data.
    package func agentData(of node: String) -> String { "\(self.node(node))/agent" }
    /// Exists once the node has joined.
    package func joined(_ node: String) -> String { "\(self.node(node))/joined" }

    /// Checks a directory from the command line and brings it into one form.
    ///
    /// - Throws: an error when it is not an absolute path below the root, or so long that a unix socket below it could
    ///   not be bound (the kernel's limit is 107 bytes).
    package static func normalize(_ path: String, as what: String) throws(LocalClusterError) -> String {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), !parts.isEmpty, !parts.contains("."), !parts.contains("..") else {
            throw LocalClusterError(
                "\(what) \(path)",
                "it is not an absolute path without . and ..",
                remedy: "give one such as \(LocalClusterNames.defaultStateDirectory)"
            )
        }
        let normal = "/" + parts.joined(separator: "/")
        guard normal.utf8.count <= 70 else {
            throw LocalClusterError(
                "\(what) \(path)",
                "it is over 70 bytes long, and sockets below it could not be opened",
                remedy: "give a shorter path"
            )
        }
        return normal
    }
}
