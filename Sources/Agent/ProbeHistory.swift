//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What one probe found out.
enum ProbeOutcome: Hashable, Sendable {
    case success
    /// The container isn't well; the text says why.
    case failure(String)
    /// The probe itself could not be made, which says nothing about the container.
    case unknown
}

/// A container's health as it follows from its probes since it started.
struct ProbeHistory: Hashable, Sendable {
    /// So many failures in a row make a container unhealthy.
    static let failuresUntilUnhealthy = 3

    private(set) var health = ContainerHealth(state: .starting)

    /// Takes a probe's outcome into account.
    ///
    /// - Parameter outcome: What the probe found out.
    /// - Returns: Whether there is something new to report. The mere count of a container that stays unhealthy isn't.
    mutating func record(_ outcome: ProbeOutcome) -> Bool {
        let before = health
        switch outcome {
        case .success:
            health = ContainerHealth(state: .healthy)
        case .failure(let message):
            health.failures = min(health.failures + 1, Self.failuresUntilUnhealthy)
            health.message = message
            if health.failures == Self.failuresUntilUnhealthy { health.state = .unhealthy }
        case .unknown:
            break
        }
        return health != before
    }
}
