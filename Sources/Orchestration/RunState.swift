//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a service, or an application, is about, in the words of the management API.
package enum RunState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its first containers are being made.
    case launching
    case running
    /// It doesn't run, and by itself it won't.
    case failed
    case starting
    case stopping
    case stopped
    /// A container ended and is started again.
    case restarting
    case updating
    /// Containers are being added or taken away.
    case scaling
    /// A job that runs again when its schedule says so.
    case waiting
    /// A job whose only run succeeded.
    case finished
    case deleting
    case deleted
}

extension RunState {
    /// The state of an application whose services have these states, when it is to run: the most telling one.
    init(ofServices states: some Collection<RunState>) {
        let telling: [RunState] = [
            .failed, .updating, .launching, .starting, .restarting, .stopping, .scaling, .running,
        ]
        self = telling.first(where: states.contains) ?? .stopped
    }
}
