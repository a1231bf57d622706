//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Why the control plane refused or failed: what, and what to do about it.
package struct ControlPlaneError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// What was named isn't there.
        case notFound
        /// It clashes with what is there, or with what is going on.
        case conflict
        /// The request is wrong in itself.
        case invalid
        /// The caller's credential isn't good for this.
        case unauthorized
        /// A node or an engine that is needed can't be reached now.
        case unavailable
        /// The request is larger than allowed.
        case tooLarge
        /// Gantry's own fault.
        case `internal`
    }

    package var code: Code
    package var message: String
    /// For a refused template: each problem.
    package var problems: [Problem]

    package init(_ code: Code, _ message: String, problems: [Problem] = []) {
        self.code = code
        self.message = message
        self.problems = problems
    }

    package var description: String { message }
}
