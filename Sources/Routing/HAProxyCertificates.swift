//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The files with which HAProxy is told of certificates.
package enum HAProxyCertificates {
    /// The name of a certificate's file.
    package static func fileName(_ certificate: RouteCertificate) -> String { certificate.name + ".pem" }

    /// The list of certificates and the hosts that they are for: a line for each host.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - directory: Where the certificates' files are.
    /// - Returns: The list as HAProxy reads it.
    package static func list(_ table: RouteTable, directory: String) -> String {
        (table.certificates ?? []).reduce(into: "") { text, certificate in
            for host in certificate.hosts { text += "\(directory)/\(fileName(certificate)) \(host)\n" }
        }
    }

    /// The certificates of a table and the list of them.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - settings: Where they are to be.
    /// - Returns: The files' content by path; none for a table without certificates.
    package static func files(_ table: RouteTable, _ settings: HAProxySettings) -> [String: String] {
        guard let certificates = table.certificates else { return [:] }
        let folder = settings.certificateDirectory
        var files = [settings.certificateList: list(table, directory: folder)]
        for certificate in certificates { files["\(folder)/\(fileName(certificate))"] = certificate.pem }
        return files
    }
}
