//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What the other end of a taken-over connection sends, part by part.
package struct HijackedReader {
    private var first: ByteBuffer?
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

    init(first: ByteBuffer, iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
        self.first = first.readableBytes > 0 ? first : nil
        self.iterator = iterator
    }

    /// The next bytes; nil when the other end is done.
    package mutating func next() async throws -> ByteBuffer? {
        if let first {
            self.first = nil
            return first
        }
        return try await iterator.next()
    }
}

extension APIClient {
    /// Makes a call that takes the connection over, and runs a body with it; the connection is closed afterwards.
    ///
    /// From then on the connection carries raw bytes both ways, as Docker's attach and exec speak.
    /// Source: Docker Engine API 1.41, `POST /containers/{id}/attach`, "Hijacking".
    ///
    /// - Throws: `APIErrorBody` when the server refuses, `APIClientError` when there is none.
    package func hijack<Result: Sendable>(
        _ path: String,
        json: (any Encodable & Sendable)?,
        _ body: (inout HijackedReader, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Result
    ) async throws -> Result {
        guard let (host, port) = Self.authority(of: endpoint.url) else {
            throw APIClientError("\(endpoint.url): is no https:// address; log in again with `gantry login`")
        }
        let context = try NIOSSLContext(configuration: Self.tlsConfiguration(endpoint))
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
                        try channel.pipeline.syncOperations.addHandler(tls)
                        return try NIOAsyncChannel(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true)
                        )
                    }
                }
        } catch {
            throw APIClientError(unreachable: endpoint.url, error)
        }
        let payload = try json.map { [UInt8](try JSONEncoder().encode($0)) } ?? []
        var head = "POST \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nUser-Agent: gantry\r\n"
        if let token = endpoint.token { head += "Authorization: Bearer \(token)\r\n" }
        head += "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n"
        head += "Content-Length: \(payload.count)\r\n\r\n"
        let request = ByteBuffer(bytes: Array(head.utf8) + payload)
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(request)
            var answer = UpgradeAnswer()
            var iterator = inbound.makeAsyncIterator()
            while !answer.isComplete {
                guard let part = try await iterator.next() else { break }
                try answer.take(part)
            }
            guard answer.status == 101 || answer.status == 200 else {
                while let part = try await iterator.next() { try answer.take(part) }
                throw answer.failure
            }
            var reader = HijackedReader(first: answer.body, iterator: iterator)
            return try await body(&reader, outbound)
        }
    }

    /// Host and port of an address such as `https://127.0.0.1:7800`.
    static func authority(of url: String) -> (host: String, port: Int)? {
        guard url.hasPrefix("https://") else { return nil }
        let rest = url.dropFirst("https://".count).prefix { $0 != "/" }
        // The colons of an IPv6 address stand in brackets.
        let end = rest.firstIndex(of: "]").map { rest.index(after: $0) } ?? rest.firstIndex(of: ":") ?? rest.endIndex
        let host = rest[..<end]
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
        guard end < rest.endIndex else { return (name, 443) }
        guard let port = Int(rest[rest.index(after: end)...]) else { return nil }
        return (name, port)
    }
}
