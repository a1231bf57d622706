//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOSSL

/// Whose client certificates a listener accepts.
package enum TunnelTrust: Sendable {
    /// Those issued by one of these authorities (certificates in PEM).
    case authorities(pem: String)
    /// Those for which the function answers true; it gets the chain in DER, the client's own first.
    ///
    /// Called on a network thread during the handshake: it must be quick. It replaces every other check except that
    /// the client owns the key.
    case verify(@Sendable (_ chain: [[UInt8]]) -> Bool)
}

/// Makes TLS contexts: TLS 1.3, certificates on both sides, one protocol.
enum TunnelTLS {
    static func server(certificateChainPEM: String, privateKeyPEM: String, trust: TunnelTrust) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try certificates(certificateChainPEM).map { .certificate($0) },
            privateKey: .privateKey(try privateKey(privateKeyPEM))
        )
        configuration.certificateVerification = .noHostnameVerification
        switch trust {
        case .authorities(let pem): configuration.trustRoots = .certificates(try certificates(pem))
        case .verify: configuration.trustRoots = .certificates([])
        }
        return try context(configuration)
    }

    static func client(certificatePEM: String, privateKeyPEM: String, authoritiesPEM: String) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateChain = try certificates(certificatePEM).map { .certificate($0) }
        configuration.privateKey = .privateKey(try privateKey(privateKeyPEM))
        configuration.trustRoots = .certificates(try certificates(authoritiesPEM))
        configuration.certificateVerification = .fullVerification
        return try context(configuration)
    }

    private static func context(_ configuration: TLSConfiguration) throws -> NIOSSLContext {
        var configuration = configuration
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = [TunnelSettings.protocolName]
        configuration.shutdownTimeout = .seconds(1)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw TunnelError(.invalid, "tunnel: certificate and key do not fit together (\(error)); give a pair")
        }
    }

    private static func certificates(_ pem: String) throws -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        } catch {
            throw TunnelError(.invalid, "tunnel: a certificate cannot be read (\(error)); give it in PEM")
        }
    }

    private static func privateKey(_ pem: String) throws -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(bytes: Array(pem.utf8), format: .pem)
        } catch {
            throw TunnelError(.invalid, "tunnel: the private key cannot be read; give it in PEM")
        }
    }
}
