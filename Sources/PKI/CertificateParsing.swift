//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import SwiftASN1
import X509

/// Largest PEM or DER text that is parsed, in bytes.
let maximumCertificateBytes = 64 << 10

extension Certificate {
    static func parse(der: [UInt8]) throws(PKIError) -> Certificate {
        guard der.count <= maximumCertificateBytes else {
            throw PKIError(.invalid, "certificate: it has \(der.count) bytes; \(maximumCertificateBytes) are allowed")
        }
        do {
            return try Certificate(derEncoded: der)
        } catch {
            throw PKIError(.invalid, "certificate: it cannot be read (\(error)); give an X.509 certificate in DER")
        }
    }

    static func parse(pem: String) throws(PKIError) -> Certificate {
        guard pem.utf8.count <= maximumCertificateBytes else {
            throw PKIError(
                .invalid,
                "certificate: it has \(pem.utf8.count) bytes; \(maximumCertificateBytes) are allowed"
            )
        }
        do {
            return try Certificate(pemEncoded: pem)
        } catch {
            throw PKIError(.invalid, "certificate: it cannot be read (\(error)); give one X.509 certificate in PEM")
        }
    }

    func der() throws(PKIError) -> [UInt8] {
        do {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return serializer.serializedBytes
        } catch {
            throw PKIError(.failed, "certificate: it cannot be encoded (\(error))")
        }
    }

    func pem() throws(PKIError) -> String {
        do {
            return try serializeAsPEM().pemString + "\n"
        } catch {
            throw PKIError(.failed, "certificate: it cannot be encoded (\(error))")
        }
    }
}
