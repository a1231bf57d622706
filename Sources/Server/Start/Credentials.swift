//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import FoundationEssentials
import Model
import PKI

/// Issues and reads certificates for the control plane.
struct Certificates: CertificateIssuing {
    let authority: CertificateAuthority

    var authorityPEM: String { authority.certificatePEM }
    var fingerprint: String { authority.fingerprint }

    func issueNode(
        csrPEM: String,
        cluster: ClusterID,
        node: NodeID
    ) throws -> (certificatePEM: String, expires: Timestamp) {
        do {
            let issued = try authority.issueNode(
                csrPEM: csrPEM,
                clusterID: cluster.rawValue,
                nodeID: node.rawValue,
                now: Date()
            )
            return (issued.certificatePEM, Timestamp(seconds: Int64(issued.notValidAfter.timeIntervalSince1970)))
        } catch {
            // The machine sent the request: what is wrong with it is the machine's to know.
            throw ControlPlaneError(.invalid, error.message)
        }
    }
}

extension Certificates {
    func issueServer(names: [String], validDays: Int) throws -> HostCertificate {
        do {
            let issued = try authority.issueServer(names: names, now: Date(), validDays: validDays)
            let file = try PEMFile(name: "certificate", text: issued.certificatePEM + (issued.privateKeyPEM ?? ""))
            return HostCertificate(try ServerIdentity(certificate: file, key: file, now: Date()))
        } catch {
            throw ControlPlaneError(.invalid, error.message)
        }
    }

    func readServer(_ files: CertificateFiles) throws -> HostCertificate {
        do {
            let certificate = try PEMFile(name: files.certificateName, text: files.certificate)
            let key = try PEMFile(name: files.keyName, text: files.key)
            return HostCertificate(try ServerIdentity(certificate: certificate, key: key, now: Date()))
        } catch {
            throw ControlPlaneError(.invalid, error.message)
        }
    }
}

extension HostCertificate {
    fileprivate init(_ identity: ServerIdentity) {
        self.init(
            certificatePEM: identity.certificatePEM,
            privateKeyPEM: identity.privateKeyPEM,
            names: identity.names,
            issuer: identity.issuer,
            begins: Timestamp(certificate: identity.notValidBefore),
            expires: Timestamp(certificate: identity.notValidAfter),
            fingerprint: identity.fingerprint
        )
    }
}

extension Timestamp {
    /// A time of a certificate; one beyond what can be counted, as `99991231235959Z` for never, is the last one.
    fileprivate init(certificate time: Date) {
        self.init(seconds: Int64(max(-9_000_000_000, min(9_000_000_000, time.timeIntervalSince1970))))
    }
}

/// Seals the control plane's secrets.
struct SealedSecrets: SecretSealing {
    let box: SecretBox

    func seal(_ plain: [UInt8]) throws -> [UInt8] { [UInt8](try box.seal(plain)) }
    func open(_ sealed: [UInt8]) throws -> [UInt8] { [UInt8](try box.open(sealed)) }
    func digest(_ text: String) -> String { TokenHash.sha256Hex(text) }
}
