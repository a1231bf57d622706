//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A step of the local cluster that could not be done, with its reason and what to do about it.
package struct LocalClusterError: Error, Equatable, CustomStringConvertible {
    /// The thing that failed, such as `node1` or `registry`.
    package let subject: String
    /// Why it failed.
    package let reason: String
    /// What the user can do.
    package let remedy: String

    /// Creates an error that reads `subject: reason; remedy`.
    package init(_ subject: String, _ reason: String, remedy: String) {
        self.subject = subject
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { "\(subject): \(reason); \(remedy)" }
}
