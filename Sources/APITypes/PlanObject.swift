//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What deploying a template would change: the answer of the plan call.
package struct PlanObject: Codable, Sendable, Hashable {
    package struct Change: Codable, Sendable, Hashable {
        /// `create`, `replace`, `start`, `stop`, `remove` or `keep`.
        package var action: String
        package var container: String
        package var service: String
        package var node: String
        /// Why it changes, and why it goes to that node.
        package var reasons: [String]
        /// For one that fits nowhere: each node with its reason.
        package var refusals: [String: String]

        package init(action: String, container: String, service: String, node: String, reasons: [String]) {
            self.action = action
            self.container = container
            self.service = service
            self.node = node
            self.reasons = reasons
            refusals = [:]
        }
    }

    package var changes: [Change]
    /// What in the template has no effect, or a doubtful one.
    package var warnings: [Problem]

    package init(changes: [Change], warnings: [Problem]) {
        self.changes = changes
        self.warnings = warnings
    }
}
