//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import PKI

/// The server's own keys: its authority, its certificate, and the key that secrets are sealed with.
///
/// `ca.pem` and `ca-key.pem` are the authority; `server.json` the certificate with its key; `secret.key` the sealing
/// key. All are made at the first start.
struct DataDirectory: Sendable {
    let path: String

    /// Makes the folder if it isn't there.
    init(_ path: String) throws {
        self.path = path
        try PrivateFiles.makeDirectory(path)
    }

    /// The authority, which is made if there is no state yet.
    ///
    /// - Throws: `ServerError` when it is missing although there is state, for agents trust it.
    func authority(isFirstStart: Bool, now: Date) throws -> CertificateAuthority {
        let certificate = try text("ca.pem")
        let key = try text("ca-key.pem")
        if let certificate, let key {
            return try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key)
        }
        guard isFirstStart else { throw missing(certificate == nil ? "ca.pem" : "ca-key.pem") }
        let authority = try CertificateAuthority(commonName: "Gantry", now: now)
        try write(authority.privateKeyPEM, "ca-key.pem")
        try write(authority.certificatePEM, "ca.pem")
        return authority
    }

    /// The sealing key, which is made if there is no state yet.
    ///
    /// - Throws: `ServerError` when it is missing although there is state, for it holds secrets sealed with it.
    func secrets(isFirstStart: Bool) throws -> SecretBox {
        if let key = try PrivateFiles.read(file("secret.key")) { return try SecretBox(key: key) }
        guard isFirstStart else { throw missing("secret.key") }
        let key = SecretBox.makeKey()
        try PrivateFiles.write(key, to: file("secret.key"))
        return try SecretBox(key: key)
    }

    /// The server's certificate: the one that is there while it fits, or else a new one.
    func serverCertificate(authority: CertificateAuthority, names: [String], now: Date) throws -> ServerCertificate {
        if let bytes = try PrivateFiles.read(file("server.json")),
            let known = try? JSONDecoder().decode(ServerCertificate.self, from: Data(bytes)),
            known.fits(names: names, authority: authority.fingerprint, now: now)
        {
            return known
        }
        let issued = try authority.issueServer(names: names, now: now)
        let certificate = ServerCertificate(
            names: names,
            authority: authority.fingerprint,
            expires: issued.notValidAfter,
            certificatePEM: issued.certificatePEM,
            privateKeyPEM: issued.privateKeyPEM ?? ""
        )
        try PrivateFiles.write([UInt8](try JSONEncoder.api.encode(certificate)), to: file("server.json"))
        return certificate
    }

    private func file(_ name: String) -> String { path + "/" + name }

    private func text(_ name: String) throws -> String? {
        try PrivateFiles.read(file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func write(_ text: String, _ name: String) throws {
        try PrivateFiles.write([UInt8](text.utf8), to: file(name))
    }

    private func missing(_ name: String) -> ServerError {
        ServerError("file '\(file(name))': it is missing, but there is state that needs it; restore it from a backup")
    }
}

/// The server's certificate with its key, and what it was made for.
struct ServerCertificate: Codable, Sendable, Hashable {
    /// A certificate that ends sooner than this is replaced (30 days).
    static let reserve: TimeInterval = 30 * 86_400

    var names: [String]
    /// The fingerprint of the authority that issued it.
    var authority: String
    var expires: Date
    var certificatePEM: String
    var privateKeyPEM: String

    func fits(names: [String], authority: String, now: Date) -> Bool {
        self.names == names && self.authority == authority && expires > now.addingTimeInterval(Self.reserve)
    }
}
