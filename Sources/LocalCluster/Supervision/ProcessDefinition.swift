//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A process that the supervisor keeps running.
package struct ProcessDefinition: Codable, Equatable, Sendable {
    /// The process's name, which names its files too.
    package let name: String
    /// Processes with a higher number are stopped first.
    package let order: Int
    /// The program and its arguments.
    package let arguments: [String]
    /// The whole environment.
    package let environment: [String: String]
    /// How long it may take to end after SIGTERM before it is killed, in seconds.
    package let graceSeconds: Int
    /// Changes when something changed that the arguments do not show, such as the content of its configuration.
    package let revision: String
    /// Whether it should run.
    package var isWanted: Bool

    /// Describes a process.
    package init(
        name: String,
        order: Int,
        arguments: [String],
        environment: [String: String],
        graceSeconds: Int = 10,
        revision: String = "",
        isWanted: Bool = true
    ) {
        self.name = name
        self.order = order
        self.arguments = arguments
        self.environment = environment
        self.graceSeconds = graceSeconds
        self.revision = revision
        self.isWanted = isWanted
    }

    /// Changes when the process must be started again to be as described.
    package var fingerprint: String {
        Fingerprint.of(arguments + environment.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } + [revision])
    }
}
