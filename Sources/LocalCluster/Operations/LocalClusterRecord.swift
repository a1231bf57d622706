//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a local cluster remembers between commands.
package struct LocalClusterRecord: Codable, Equatable, Sendable {
    /// What was asked for.
    package var spec: LocalClusterSpec
    /// The nodes that were stopped.
    package var poweredOff: Set<String> = []
    /// The nodes whose cable was cut.
    package var cut: Set<String> = []
    /// Folders of the system that were not there before and go with the cluster.
    package var borrowedFolders: [String] = []

    /// A cluster that is all on.
    package init(spec: LocalClusterSpec) {
        self.spec = spec
    }

    /// The record after `up` was asked for `new`: all nodes on, all cables whole.
    ///
    /// - Throws: an error when something changed that can't while the cluster is there.
    package func updated(to new: LocalClusterSpec) throws(LocalClusterError) -> Self {
        let changes = [
            ("network", spec.subnet.description, new.subnet.description),
            ("registry port", "\(spec.ports.registry)", "\(new.ports.registry)"),
            ("server port", "\(spec.ports.server)", "\(new.ports.server)"),
            ("agent port", "\(spec.ports.agent)", "\(new.ports.agent)"),
        ]
        for (what, old, new) in changes where old != new {
            throw LocalClusterError(
                what,
                "the cluster has \(old), which can't become \(new) while it is up",
                remedy: "run gantry local down first"
            )
        }
        var copy = self
        copy.spec = new
        copy.poweredOff = []
        copy.cut = []
        return copy
    }
}
