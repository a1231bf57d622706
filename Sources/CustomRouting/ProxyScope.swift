//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Which services a proxy leads to: what `ADDITIONAL_SERVICES` says.
package enum ProxyScope: Codable, Hashable, Sendable {
    /// All of the cluster: `*`.
    case cluster
    /// Those of its own application, and some of others: `project:service,project:service`.
    case project(String, others: [ServiceReference])

    /// A service of an application.
    package struct ServiceReference: Codable, Hashable, Sendable {
        package var project: String
        package var service: String

        package init(project: String, service: String) {
            self.project = project
            self.service = service
        }
    }

    /// Reads `ADDITIONAL_SERVICES`; a term that isn't `project:service` names nothing.
    ///
    /// - Parameters:
    ///   - text: What the setting says; empty for the proxy's own application alone.
    ///   - project: The application that the proxy is part of.
    package init(additionalServices text: String, project: String) {
        guard text.trimmingSpaces != "*" else {
            self = .cluster
            return
        }
        let others = text.split(separator: ",").compactMap { term -> ServiceReference? in
            let parts = term.trimmingSpaces.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            return ServiceReference(project: String(parts[0]), service: String(parts[1]))
        }
        self = .project(project, others: others)
    }

    package func contains(_ service: ProxiedService) -> Bool {
        switch self {
        case .cluster: true
        case .project(let own, let others):
            service.project == own
                || others.contains(ServiceReference(project: service.project, service: service.service))
        }
    }
}
