//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
package import Routing

/// A certificate of a listener that speaks TLS.
package struct BalancerCertificate: Codable, Hashable, Sendable {
    /// Unique within its load balancer.
    package var name: String
    /// The certificate, those that it is signed by, and its key.
    package var pem: String

    package init(name: String, pem: String) {
        self.name = name
        self.pem = pem
    }

    func validate(in balancer: BalancerName) throws(RoutingError) {
        guard RouteGrammar.isName(name) else {
            throw RoutingError(
                "load balancer '\(balancer)': certificate '\(name)': not a name; use letters, digits, '.', '_' and '-'"
            )
        }
        do {
            _ = try PEMText.identity(parsing: pem)
        } catch {
            throw RoutingError("load balancer '\(balancer)': certificate \(name): \(error)")
        }
    }
}

extension BalancerListener {
    /// The name of the file of a certificate.
    func certificateFile(_ index: Int) -> String { "\(frontend)_\(index).pem" }
}

extension BalancerTable {
    /// The files with which HAProxy is told of certificates, by name: they themselves, and a list of them for each
    /// listener that has any.
    ///
    /// HAProxy finds out of each certificate which hosts it is for. The first of a list is for all others.
    ///
    /// - Parameter settings: Where they are to be.
    /// - Returns: Their content by path.
    package func certificateFiles(_ settings: HAProxySettings) -> [String: String] {
        var files: [String: String] = [:]
        for listener in listeners where listener.certificates != nil {
            var list = ""
            for (index, certificate) in (listener.certificates ?? []).enumerated() {
                let path = settings.certificateDirectory + "/" + listener.certificateFile(index)
                files[path] = certificate.pem
                list += path + "\n"
            }
            files[settings.certificateList(of: listener)] = list
        }
        return files
    }
}

extension HAProxySettings {
    func certificateList(of listener: BalancerListener) -> String {
        certificateDirectory + "/" + listener.frontend + ".list"
    }
}
