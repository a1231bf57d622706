//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a HAProxy counts of the requests to a backend or to one of its servers.
///
/// All but the first two are sums since its configuration was read; those of several nodes can be added.
package struct TrafficCounts: Codable, Hashable, Sendable {
    /// Requests and WebSockets under way.
    package var sessions = 0
    /// Requests of the last second.
    package var requestRate = 0
    package var requests = 0
    /// Answers with a status from 500 to 599.
    package var serverErrors = 0
    /// Connections that could not be made.
    package var connectionErrors = 0
    /// Answers that broke off, or that nobody could read.
    package var responseErrors = 0
    /// Connections that were tried again.
    package var retries = 0

    package init() {}

    package static func += (sum: inout TrafficCounts, other: TrafficCounts) {
        sum.sessions += other.sessions
        sum.requestRate += other.requestRate
        sum.requests += other.requests
        sum.serverErrors += other.serverErrors
        sum.connectionErrors += other.connectionErrors
        sum.responseErrors += other.responseErrors
        sum.retries += other.retries
    }

    /// Whether something went wrong.
    package var hasErrors: Bool { serverErrors + connectionErrors + responseErrors + retries > 0 }
}
