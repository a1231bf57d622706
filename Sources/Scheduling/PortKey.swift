//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A port of a node that a container holds, or wants to.
package struct PortKey: Hashable, Sendable {
    /// The node's port with its protocol: `80/tcp` and `80/udp` are two different ports.
    package var port: ContainerPort
    /// The node's address; empty for all of them.
    package var ip: String

    package init(_ port: ContainerPort, ip: String? = nil) {
        self.port = port
        self.ip =
            switch ip {
            case nil, "0.0.0.0", "::", "[::]": ""
            case let ip?: ip
            }
    }

    /// Whether two containers of one node can't hold both: all addresses clash with any single one.
    package func conflicts(with other: PortKey) -> Bool {
        port == other.port && (ip == other.ip || ip.isEmpty || other.ip.isEmpty)
    }
}

extension PortKey: CustomStringConvertible {
    package var description: String { ip.isEmpty ? port.description : "\(ip):\(port)" }
}
