//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

/// What of tables HAProxy did not take, which is left out of later ones until it changes.
///
/// So what is wrong with one listener is its loss alone.
package struct BalancerRefusals: Sendable {
    private struct Refusal: Sendable {
        var listener: BalancerListener
        var complaint: String
    }

    /// By port.
    private var listeners: [Int: Refusal] = [:]

    package init() {}

    /// A table without what was refused.
    ///
    /// - Returns: The table, and what is missing and why.
    package func applied(to table: BalancerTable) -> (table: BalancerTable, problems: [String]) {
        table.leavingOut { listener in
            guard let refusal = listeners[listener.port], refusal.listener == listener else { return nil }
            return "HAProxy refuses it: \(refusal.complaint)"
        }
    }

    /// Notes what HAProxy complains about.
    ///
    /// - Parameters:
    ///   - complaints: Its words, which name the lines of the configuration.
    ///   - configuration: The configuration, as `BalancerConfiguration` wrote it for the table.
    ///   - table: The table.
    /// - Returns: Whether something is to be left out now; otherwise the table as a whole is refused.
    package mutating func note(_ complaints: [String], of configuration: String, for table: BalancerTable) -> Bool {
        let lines = configuration.split(separator: "\n", omittingEmptySubsequences: false)
        var isNew = false
        for complaint in complaints.map(HAProxyComplaint.init) {
            guard let header = complaint.section(in: lines),
                let listener = table.listeners.first(where: {
                    header == "frontend \($0.frontend)" || header == "backend \($0.backend)"
                })
            else { continue }
            listeners[listener.port] = Refusal(listener: listener, complaint: complaint.shown)
            isNew = true
        }
        return isNew
    }
}
