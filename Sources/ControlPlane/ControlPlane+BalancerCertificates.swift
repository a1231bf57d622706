//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
import Model

/// The certificates of load balancers.
extension ControlPlane {
    /// Gives a load balancer a certificate, in the place of one of the same name.
    package func addCertificate(
        _ name: String,
        _ request: LoadBalancerCertificateRequest
    ) async throws -> LoadBalancerObject {
        let files = CertificateFiles(
            certificate: request.certificate,
            certificateName: request.certificateFile ?? "certificate",
            key: request.key ?? request.certificate,
            keyName: request.key == nil ? request.certificateFile ?? "certificate" : request.keyFile ?? "key"
        )
        _ = try await existingBalancer(name)
        return try await put(try reading(name) { try certificates.readServer(files) }, request.name, of: name)
    }

    /// Has Gantry's own authority issue a certificate for a load balancer, in the place of one of the same name.
    package func issueCertificate(
        _ name: String,
        _ request: LoadBalancerCertificateIssue
    ) async throws -> LoadBalancerObject {
        guard (1...100).contains(request.domains.count) else {
            throw ControlPlaneError(
                .invalid,
                "load balancer \(name): \(request.domains.count) names for a certificate; give 1 to 100"
            )
        }
        _ = try await existingBalancer(name)
        let issued = try reading(name) {
            try certificates.issueServer(names: request.domains.map { $0.lowercased() }, validDays: request.days ?? 397)
        }
        return try await put(issued, request.name, of: name)
    }

    package func removeCertificate(_ name: String, certificate: String) async throws -> LoadBalancerObject {
        let known = try await existingBalancer(name).balancer.certificates ?? []
        guard known.contains(where: { $0.name == certificate }) else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: load balancer \(name): has no certificate '\(certificate.prefix(80))'; `gantry lb certificate ls "
                    + "\(name)` lists those it has"
            )
        }
        return try await changeBalancer(name) { balancer in
            balancer.certificates?.removeAll { $0.name == certificate }
            if balancer.certificates?.isEmpty == true { balancer.certificates = nil }
        }
    }

    // MARK: Parts

    /// Says of which load balancer an error is.
    private func reading(_ name: String, _ body: () throws -> HostCertificate) throws -> HostCertificate {
        do {
            return try body()
        } catch let error as ControlPlaneError {
            throw ControlPlaneError(error.code, "load balancer \(name): \(error.message)")
        }
    }

    private func put(
        _ certificate: HostCertificate,
        _ chosen: String?,
        of name: String
    ) async throws -> LoadBalancerObject {
        let title = chosen ?? BalancerCertificateRecord.name(of: certificate)
        guard BalancerCertificateRecord.isName(title) else {
            throw ControlPlaneError(
                .invalid,
                "load balancer \(name): '\(title.prefix(80))' is no name of a certificate; give 1 to 80 letters, digits and "
                    + "- _ . with --name"
            )
        }
        let record = try BalancerCertificateRecord(name: title, certificate, secrets: secrets)
        return try await changeBalancer(name) { balancer in
            let others = (balancer.certificates ?? []).filter { $0.name != title }
            balancer.certificates = (others + [record]).sorted { $0.name < $1.name }
        }
    }

    /// - Throws: `ControlPlaneError` when a load balancer has more certificates than it may, or lacks one.
    static func checkCertificates(of balancer: BalancerRecord) throws {
        let certificates = balancer.certificates ?? []
        let size = certificates.reduce(0) { $0 + $1.certificatePEM.utf8.count + $1.sealedKey.count }
        guard certificates.count <= BalancerCertificateRecord.countLimit,
            size <= BalancerCertificateRecord.sizeLimit
        else {
            throw ControlPlaneError(
                .tooLarge,
                "load balancer \(balancer.name): \(certificates.count) certificates of \(size) bytes are too many; "
                    + "\(BalancerCertificateRecord.countLimit) of \(BalancerCertificateRecord.sizeLimit) bytes are the most; "
                    + "remove some with `gantry lb certificate rm \(balancer.name) CERTIFICATE`"
            )
        }
        if let listener = balancer.spec.listeners.first(where: { $0.mode == .https }), certificates.isEmpty {
            throw ControlPlaneError(
                .invalid,
                "load balancer \(balancer.name): port \(listener.port): "
                    + BalancerSpec.certificateRemedy(balancer.name)
            )
        }
    }
}
