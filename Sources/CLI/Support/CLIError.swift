//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser

/// A failure for the person at the terminal: `what: why; what to do`.
package struct CLIError: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}

/// The exit codes of `gantry` besides 0 and 1.
package enum ExitCodes {
    /// Some container could not be placed.
    package static let unplaceable = ExitCode(2)
    /// An update was taken back because a new container failed.
    package static let rolledBack = ExitCode(2)
    /// Waiting ran into its time limit.
    package static let timedOut = ExitCode(124)
    /// `app plan` found changes.
    package static let planHasChanges = ExitCode(1)
    /// `app plan` failed.
    package static let planFailed = ExitCode(255)
}
