//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What of tables HAProxy did not take, which is left out of later ones until it changes.
///
/// So a setting that it refuses is the loss of its service alone: all routes go on, and their changes are put in place.
package struct RouteRefusals: Sendable {
    private struct Refusal<Value: Hashable & Sendable>: Sendable {
        var value: Value
        var complaint: String
    }

    private var settings: [String: Refusal<RoutingSettings>] = [:]
    private var certificates: [String: Refusal<String>] = [:]

    package init() {}

    /// A table without what was refused.
    ///
    /// - Returns: The table, and what is missing and why.
    package func applied(to table: RouteTable) -> (table: RouteTable, problems: [String]) {
        guard !settings.isEmpty || !certificates.isEmpty else { return (table, []) }
        var table = table
        var problems: [String] = []
        for index in table.backends.indices {
            let backend = table.backends[index]
            guard let refusal = settings[backend.name], refusal.value == backend.settings else { continue }
            table.backends[index].settings = nil
            problems.append("\(backend.name): its settings are left out, HAProxy refuses them: \(refusal.complaint)")
        }
        let left = table.certificates?.filter { certificate in
            guard let refusal = certificates[certificate.name], refusal.value == certificate.pem else { return true }
            problems.append(
                "\(certificate.name): its certificate is left out, HAProxy refuses it: \(refusal.complaint)"
            )
            return false
        }
        table.certificates = left?.isEmpty ?? true ? nil : left
        return (table, problems)
    }

    /// Notes what HAProxy complains about.
    ///
    /// - Parameters:
    ///   - complaints: Its words, which name the lines of the configuration and the files of certificates.
    ///   - configuration: The configuration, as `HAProxyConfiguration` wrote it for the table.
    ///   - table: The table.
    /// - Returns: Whether something is to be left out now; otherwise the table as a whole is refused.
    package mutating func note(_ complaints: [String], of configuration: String, for table: RouteTable) -> Bool {
        var backends: [String: RoutingSettings] = [:]
        for backend in table.backends { backends[backend.name] = backend.settings }
        var lines: [Substring]?
        var isNew = false
        for complaint in complaints.map(HAProxyComplaint.init) {
            for certificate in table.certificates ?? []
            where complaint.names(file: HAProxyCertificates.fileName(certificate)) {
                certificates[certificate.name] = Refusal(value: certificate.pem, complaint: complaint.shown)
                isNew = true
            }
            let known = lines ?? configuration.split(separator: "\n", omittingEmptySubsequences: false)
            lines = known
            guard let header = complaint.section(in: known), header.hasPrefix("backend ") else { continue }
            let name = String(header.dropFirst("backend ".count))
            guard let settings = backends[name] else { continue }
            self.settings[name] = Refusal(value: settings, complaint: complaint.shown)
            isNew = true
        }
        return isNew
    }
}
