//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing

/// What of tables HAProxy did not take, which is left out of later ones until it changes.
///
/// So what is wrong with one listener is its loss alone.
package struct BalancerRefusals: Sendable {
    private struct Refusal<Value: Hashable & Sendable>: Sendable {
        var value: Value
        var complaint: String
    }

    /// By port.
    private var listeners: [Int: Refusal<BalancerListener>] = [:]
    private var certificates: [BalancerCertificate: String] = [:]

    package init() {}

    /// A table without what was refused.
    ///
    /// - Returns: The table, and what is missing and why.
    package func applied(to table: BalancerTable) -> (table: BalancerTable, problems: [String]) {
        var table = table
        var problems: [String] = []
        for (index, listener) in table.listeners.enumerated() {
            table.listeners[index].certificates = listener.certificates?.filter { certificate in
                guard let complaint = certificates[certificate] else { return true }
                problems.append(
                    "\(BalancerTable.place(of: listener)): certificate \(certificate.name) is left out, HAProxy refuses it: "
                        + complaint
                )
                return false
            }
        }
        let (rest, others) = table.leavingOut { listener in
            if listener.certificates?.isEmpty == true { return "no certificate of it is left" }
            guard let refusal = listeners[listener.port], refusal.value == listener else { return nil }
            return "HAProxy refuses it: \(refusal.complaint)"
        }
        return (rest, problems + others)
    }

    /// Notes what HAProxy complains about.
    ///
    /// - Parameters:
    ///   - complaints: Its words, which name the lines of the configuration and the files of certificates.
    ///   - configuration: The configuration, as `BalancerConfiguration` wrote it for the table.
    ///   - table: The table.
    /// - Returns: Whether something is to be left out now; otherwise the table as a whole is refused.
    package mutating func note(_ complaints: [String], of configuration: String, for table: BalancerTable) -> Bool {
        let lines = configuration.split(separator: "\n", omittingEmptySubsequences: false)
        let complaints = complaints.map(HAProxyComplaint.init)
        let refused = certificates.count
        for complaint in complaints {
            for certificate in table.certificates(named: complaint) { certificates[certificate] = complaint.shown }
        }
        // What else is said of their listeners may follow from that.
        guard certificates.count == refused else { return true }
        var isNew = false
        for complaint in complaints {
            guard let header = complaint.section(in: lines),
                let listener = table.listeners.first(where: {
                    $0.mode != .udp
                        && (header == "frontend \($0.frontend)" || header == "backend \($0.backend)")
                })
            else { continue }
            listeners[listener.port] = Refusal(value: listener, complaint: complaint.shown)
            isNew = true
        }
        return isNew
    }
}

extension BalancerTable {
    /// The certificates whose files a complaint names.
    fileprivate func certificates(named complaint: HAProxyComplaint) -> [BalancerCertificate] {
        listeners.flatMap { listener in
            (listener.certificates ?? []).enumerated()
                .filter { complaint.names(file: listener.certificateFile($0.offset)) }
                .map(\.element)
        }
    }
}
