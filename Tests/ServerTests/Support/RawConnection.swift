//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import NIOCore
import NIOPosix
import NIOSSL

/// A TLS connection whose bytes a test writes and reads itself.
struct RawConnection: Sendable {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let reader: Reader

    /// Holds what came in and wasn't looked at; one task uses it.
    private final class Reader: @unchecked Sendable {
        var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        var buffer = ""

        init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) { iterator = inbound.makeAsyncIterator() }
    }

    /// Connects, and lets go of the connection at the end without a word of goodbye.
    static func open(
        port: Int,
        as certificates: ClusterCertificates? = nil,
        _ body: @Sendable (RawConnection) async throws -> Void
    ) async throws {
        let context = try NIOSSLContext(configuration: .client(certificates))
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil)
                    )
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(outbound: outbound, reader: Reader(inbound)))
        }
    }

    func write(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func write(bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Ends our direction.
    func finish() { outbound.finish() }

    /// Reads up to and with a text; to the end if it doesn't come.
    func read(to text: String) async throws -> String {
        while true {
            if let range = reader.buffer.utf8Range(of: text) {
                let found = String(reader.buffer[..<range.upperBound])
                reader.buffer.removeSubrange(..<range.upperBound)
                return found
            }
            guard let part = try await reader.iterator.next() else {
                defer { reader.buffer = "" }
                return reader.buffer
            }
            reader.buffer += String(buffer: part)
        }
    }

    /// Reads everything up to the other side's end.
    func readToEnd() async throws -> String {
        while let part = try await reader.iterator.next() { reader.buffer += String(buffer: part) }
        defer { reader.buffer = "" }
        return reader.buffer
    }
}

extension String {
    /// The first place of a text, found by its bytes: Swift takes a carriage return and a line feed for one character.
    fileprivate func utf8Range(of text: String) -> Range<String.Index>? {
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: text.utf8) {
                return start..<utf8.index(start, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}

extension TLSConfiguration {
    /// With a user's certificate the server's own is verified, and without one it isn't.
    static func client(_ certificates: ClusterCertificates?) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        guard let certificates else {
            tls.certificateVerification = .none
            return tls
        }
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(certificates.ca.utf8)))
        tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificates.cert.utf8))
            .map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(certificates.key.utf8), format: .pem))
        return tls
    }
}
