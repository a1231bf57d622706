//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import X509

/// What a certificate of ours says, and for what it may be used.
struct CertificateProfile {
    enum Usage {
        case authority
        case server
        case client
    }

    var subject: DistinguishedName
    var publicKey: Certificate.PublicKey
    var usage: Usage
    var names: [GeneralName]

    /// A distinguished name with a common name alone.
    static func name(_ commonName: String) throws(PKIError) -> DistinguishedName {
        guard (1...64).contains(commonName.count) else {
            throw PKIError(.invalid, "common name \(commonName.prefix(64)): 1 to 64 characters are allowed; correct it")
        }
        do {
            return try DistinguishedName { CommonName(commonName) }
        } catch {
            throw PKIError(.invalid, "common name \(commonName): it cannot be encoded (\(error)); choose another")
        }
    }

    func sign(
        issuer: DistinguishedName,
        issuerKey: Certificate.PrivateKey,
        now: Date,
        validDays: Int
    ) throws(PKIError) -> Certificate {
        guard (1...36_500).contains(validDays) else {
            throw PKIError(.invalid, "certificate: \(validDays) days of validity; 1 to 36,500 are allowed")
        }
        do {
            return try Certificate(
                version: .v3,
                serialNumber: Self.serialNumber(),
                publicKey: publicKey,
                notValidBefore: now.addingTimeInterval(-3_600),
                notValidAfter: now.addingTimeInterval(Double(validDays) * 86_400),
                issuer: issuer,
                subject: subject,
                extensions: extensions(issuerKey: issuerKey),
                issuerPrivateKey: issuerKey
            )
        } catch {
            throw PKIError(.failed, "certificate: it cannot be made (\(error))")
        }
    }

    /// A random positive number of 16 bytes; at most 20 are allowed, and a leading sign bit would need one more.
    private static func serialNumber() -> Certificate.SerialNumber {
        let first = UInt8.random(in: 1...0x7f)
        let rest = (1..<16).map { _ in UInt8.random(in: .min ... .max) }
        return Certificate.SerialNumber(bytes: [first] + rest)
    }

    private func extensions(issuerKey: Certificate.PrivateKey) throws -> Certificate.Extensions {
        let issuer = SubjectKeyIdentifier(hash: issuerKey.publicKey).keyIdentifier
        var extensions: [Certificate.Extension] = []
        switch usage {
        case .authority:
            extensions.append(
                try Certificate.Extension(BasicConstraints.isCertificateAuthority(maxPathLength: 0), critical: true)
            )
            extensions.append(try Certificate.Extension(KeyUsage(keyCertSign: true, cRLSign: true), critical: true))
        case .server, .client:
            extensions.append(
                try Certificate.Extension(BasicConstraints.notCertificateAuthority, critical: true)
            )
            extensions.append(try Certificate.Extension(KeyUsage(digitalSignature: true), critical: true))
            let purpose = usage == .server ? ExtendedKeyUsage.Usage.serverAuth : .clientAuth
            extensions.append(try Certificate.Extension(ExtendedKeyUsage([purpose]), critical: false))
            extensions.append(try Certificate.Extension(SubjectAlternativeNames(names), critical: false))
        }
        extensions.append(try Certificate.Extension(SubjectKeyIdentifier(hash: publicKey), critical: false))
        extensions.append(try Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: issuer), critical: false))
        return try Certificate.Extensions(extensions)
    }
}
