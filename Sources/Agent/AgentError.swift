//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Why the agent, or a machine's joining of a cluster, failed.
package struct AgentError: Error, Hashable, CustomStringConvertible {
    /// What failed, why, and what to do about it.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
