//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import FoundationEssentials
import SwiftASN1
import X509

/// A server's certificate with those that it is signed by, and its key.
package struct ServerIdentity: Sendable, Hashable {
    /// How many certificates there may be, the server's own included.
    package static let chainLimit = 10

    /// The server's own certificate, then the others of the file.
    package let certificatePEM: String
    /// A secret.
    package let privateKeyPEM: String
    /// The DNS names, in lower case, and the IP addresses that it is for.
    package let names: [String]
    /// Who issued it, for people to read.
    package let issuer: String
    package let notValidBefore: Date
    package let notValidAfter: Date
    /// SHA-256 of the certificate's DER, in lower-case hexadecimal.
    package let fingerprint: String

    /// Reads a certificate and its key, and checks that they are good for a server.
    ///
    /// - Parameters:
    ///   - file: The file that begins with the server's certificate; a key in it doesn't matter.
    ///   - keyFile: The file with its key, which may be the same.
    ///   - now: The time at which it must not have expired.
    /// - Throws: `PKIError`, which names file and line.
    package init(certificate file: PEMFile, key keyFile: PEMFile, now: Date) throws(PKIError) {
        let blocks = file.blocks.filter { $0.label == "CERTIFICATE" }
        guard let first = blocks.first else {
            throw PKIError(
                .invalid,
                "\(file.name): there is no certificate in it; give a file that has -----BEGIN CERTIFICATE-----"
            )
        }
        guard blocks.count <= Self.chainLimit else {
            throw PKIError(
                .invalid,
                "\(file.name): it has \(blocks.count) certificates, and \(Self.chainLimit) are allowed; give the server's "
                    + "and those that it is signed by"
            )
        }
        var chain: [Certificate] = []
        for block in blocks { chain.append(try Self.certificate(block, in: file)) }
        let (own, line) = (chain[0], first.line)
        let (keyBlock, key) = try Self.key(in: keyFile)
        guard key.publicKey == own.publicKey else {
            let other = zip(chain, blocks).first { $0.0.publicKey == key.publicKey }?.1.line
            throw keyFile.failure(
                keyBlock.line,
                "the key doesn't fit the certificate of \(file.name), line \(line)",
                other.map { "it is that of line \($0), which has to come first" }
                    ?? "give the key that it was made with"
            )
        }
        names = try Self.names(of: own, line, in: file)
        guard now <= own.notValidAfter else {
            throw file.failure(
                line,
                "the certificate expired at \(own.notValidAfter)",
                "renew it, and give the new one"
            )
        }
        if let usages = try? own.extensions.extendedKeyUsage, !usages.contains(.serverAuth), !usages.contains(.any) {
            throw file.failure(line, "the certificate is not for servers", "get one with the usage serverAuth")
        }
        var text = ""
        for certificate in chain { text += try certificate.pem() }
        certificatePEM = text
        privateKeyPEM = keyBlock.text
        issuer = Self.name(own.issuer)
        notValidBefore = own.notValidBefore
        notValidAfter = own.notValidAfter
        fingerprint = try own.fingerprint()
    }

    private static func certificate(_ block: PEMFile.Block, in file: PEMFile) throws(PKIError) -> Certificate {
        do {
            return try Certificate(pemEncoded: block.text)
        } catch {
            throw file.failure(block.line, "the certificate can't be read (\(error))", "copy the file again")
        }
    }

    private static func key(in file: PEMFile) throws(PKIError) -> (PEMFile.Block, Certificate.PrivateKey) {
        let blocks = file.blocks.filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard let block = blocks.first else {
            throw PKIError(
                .invalid,
                "\(file.name): there is no private key in it; give the file that has -----BEGIN PRIVATE KEY-----"
            )
        }
        if blocks.count > 1 {
            throw file.failure(blocks[1].line, "it is a second private key", "give one alone")
        }
        guard block.label != "ENCRYPTED PRIVATE KEY", !block.text.contains("ENCRYPTED") else {
            throw file.failure(
                block.line,
                "the key has a passphrase",
                "take it off with `openssl pkey -in FILE -out NEW`, and give the new file"
            )
        }
        do {
            return (block, try Certificate.PrivateKey(pemEncoded: block.text))
        } catch {
            throw file.failure(
                block.line,
                "the key can't be read (\(error))",
                "give one of RSA, of ECDSA with P-256, P-384 or P-521, or of Ed25519"
            )
        }
    }

    private static func names(
        of certificate: Certificate,
        _ line: Int,
        in file: PEMFile
    ) throws(PKIError) -> [String] {
        let alternatives = (try? certificate.extensions.subjectAlternativeNames).map { Array($0) } ?? []
        var names: [String] = []
        for alternative in alternatives {
            let name: String? =
                switch alternative {
                case .dnsName(let name): name.lowercased()
                case .ipAddress(let address): HostName.text(of: Array(address.bytes))
                default: nil
                }
            if let name, !names.contains(name) { names.append(name) }
        }
        if names.isEmpty, let name = commonName(certificate.subject) { names = [name.lowercased()] }
        guard !names.isEmpty else {
            throw file.failure(
                line,
                "the certificate has no name of a server",
                "get one for the names that clients use"
            )
        }
        return names
    }

    private static func name(_ issuer: DistinguishedName) -> String { commonName(issuer) ?? "\(issuer)" }

    private static func commonName(_ name: DistinguishedName) -> String? {
        name.lazy.flatMap { $0 }.first { $0.type == .RDNAttributeType.commonName }.flatMap { String($0.value) }
    }
}
