//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension RouteTable {
    /// Checks that each name, host, path and address is what it claims to be, so that it can be written anywhere.
    ///
    /// - Throws: `RoutingError`, which names the first offender.
    package func validate() throws(RoutingError) {
        var names: Set<String> = []
        for backend in backends {
            guard RouteGrammar.isName(backend.name) else {
                throw RoutingError("backend '\(backend.name)': not a name; use letters, digits, '.', '_' and '-'")
            }
            guard names.insert(backend.name).inserted else {
                throw RoutingError("backend \(backend.name): it is there twice; send it once")
            }
            guard backend.settings?.timeouts.isValid ?? true else {
                throw RoutingError(
                    "backend \(backend.name): a time limit is none that HAProxy takes; correct the label"
                )
            }
            for server in backend.servers { try server.validate(in: backend.name) }
        }
        for certificate in certificates ?? [] { try certificate.validate() }
        for rule in rules {
            guard RouteGrammar.isHost(rule.host) else {
                throw RoutingError("rule for '\(rule.host)': not a lower-case host name; correct the domain")
            }
            guard RouteGrammar.isPath(rule.path) else {
                throw RoutingError("rule for \(rule.host) and '\(rule.path)': not a path; correct the context root")
            }
            guard names.contains(rule.backend) else {
                throw RoutingError(
                    "rule for \(rule.host)\(rule.path): there is no backend '\(rule.backend)'; send it in the same table"
                )
            }
        }
    }
}

extension RouteCertificate {
    fileprivate func validate() throws(RoutingError) {
        guard RouteGrammar.isName(name), !name.hasPrefix(".") else {
            throw RoutingError("certificate '\(name)': not a name; use letters, digits, '.', '_' and '-'")
        }
        for host in hosts where !RouteGrammar.isHost(host) {
            throw RoutingError("certificate \(name): '\(host)' is not a lower-case host name; correct the domain")
        }
        do {
            _ = try PEMText.identity(parsing: pem)
        } catch {
            throw RoutingError("certificate \(name): \(error)")
        }
    }
}

extension RouteServer {
    fileprivate func validate(in backend: String) throws(RoutingError) {
        guard RouteGrammar.isName(name) else {
            throw RoutingError("server '\(name)' of \(backend): not a name; use the container's ID")
        }
        guard RouteGrammar.isAddress(address) else {
            throw RoutingError("server \(name) of \(backend): '\(address)' is not an IP address")
        }
        guard (1...65_535).contains(port) else {
            throw RoutingError("server \(name) of \(backend): \(port) is not a port; use 1 to 65535")
        }
        guard (1...256).contains(weight ?? 1) else {
            throw RoutingError("server \(name) of \(backend): \(weight ?? 1) is not a weight; use 1 to 256")
        }
    }
}
