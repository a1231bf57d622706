//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHPACK
import NIOHTTP2
import Synchronization

/// The certificate that a peer proved to own in the TLS handshake.
package struct PeerCertificate: Sendable, Hashable {
    package var der: [UInt8]

    package init(der: [UInt8]) {
        self.der = der
    }
}

/// The control plane's side of one agent's connection: requests and pipes to that agent.
package final class TunnelConnection: Sendable {
    package let peer: PeerCertificate
    /// The agent's address and port, as seen here.
    package let remoteAddress: String

    /// Stream numbers of a connection end at 2³⁰; long before, it is closed and the agent connects anew.
    private static let maximumStreamsOverLife = 1_000_000_000

    private let core: ConnectionCore
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
    private let openedStreams = Atomic<Int>(0)

    init(peer: PeerCertificate, core: ConnectionCore, multiplexer: NIOHTTP2Handler.StreamMultiplexer) {
        self.peer = peer
        remoteAddress = core.peer
        self.core = core
        self.multiplexer = multiplexer
    }

    /// Sends a request and waits for the head of its answer; a cancellation resets the stream.
    ///
    /// A streamed body goes on being sent after the head has come, until the answer ends.
    ///
    /// - Throws: `TunnelError`.
    package func send(_ request: TunnelRequest) async throws -> TunnelResponse {
        let headers = try StreamHeaders.request(request)
        let stream = try await openStream(.request)
        switch request.body {
        case .none:
            try await stream.writer.writeHead(headers, ends: true)
        case .bytes(let bytes):
            try await stream.writer.writeHead(headers, body: bytes, ends: true)
        case .stream(let body):
            try await stream.writer.writeHead(headers, ends: false)
            // The body outlives this call and ends with its stream at the latest.
            let writer = stream.writer
            let upload = Task { await Self.upload(body, to: writer) }
            writer.channel.closeFuture.whenComplete { _ in upload.cancel() }
        }
        let head = try await stream.readHead()
        return TunnelResponse(
            status: try Self.status(of: head),
            headers: StreamHeaders.fields(of: head),
            body: stream.body
        )
    }

    /// Opens a pipe of raw bytes to something that the agent's handler knows by this name (visible ASCII).
    ///
    /// - Throws: `TunnelError.refused` with the agent's text when it cannot open it.
    package func openPipe(to target: String) async throws -> TunnelPipe {
        let headers = try StreamHeaders.pipe(to: target)
        let stream = try await openStream(.pipe)
        do {
            try await stream.writer.writeHead(headers, ends: false)
            let status = try Self.status(of: try await stream.readHead())
            guard status == 200 else {
                let text = String(buffer: try await stream.body.collect(upTo: 64 << 10))
                throw TunnelError(.refused(status: status), text)
            }
        } catch {
            stream.writer.reset()
            throw error
        }
        return TunnelPipe(opened: stream)
    }

    /// How long nothing has been heard of the agent, to within half a second; what this end slept through doesn't count.
    package var silence: Duration { core.silence.withLock { $0 } }

    /// Waits until the connection has ended, or the task is cancelled.
    package func waitUntilClosed() async {
        await core.channel.waitUntilClosed()
    }

    /// Why the connection ended; before its end, a general reason.
    package var closeError: TunnelError { core.closeError }

    /// Ends the connection and every stream of it.
    package func close() async {
        await core.close("it was closed here")
    }

    private func openStream(_ role: StreamHandler.Role) async throws -> TunnelStream {
        if openedStreams.add(1, ordering: .relaxed).newValue > Self.maximumStreamsOverLife {
            core.abort("its stream numbers are used up")
        }
        let opened = OpenedStream()
        let promise = core.channel.eventLoop.makePromise(of: (any Channel).self)
        let core = core
        multiplexer.createStreamChannel(promise: promise) { channel in
            channel.eventLoop.makeCompletedFuture {
                // A stream on a closed connection would wait for its activation without end.
                guard core.channel.isActive else { throw core.closeError }
                let stream = try TunnelStream(channel: channel, role: role, core: core)
                opened.stream.withLock { $0 = stream }
            }
        }
        do {
            _ = try await promise.futureResult.get()
        } catch {
            throw core.error(for: error)
        }
        guard let stream = opened.stream.withLock({ $0.take() }) else {
            throw core.closeError
        }
        return stream
    }

    private static func upload(_ body: some AsyncSequence<ByteBuffer, any Error>, to writer: StreamWriter) async {
        do {
            for try await chunk in body {
                try await writer.write(chunk)
            }
            try await writer.end()
        } catch {
            if !(error is TunnelError), !(error is CancellationError) {
                writer.state.fail(TunnelError(.invalid, "tunnel: the request's body failed (\(error)); send it again"))
            }
            writer.reset()
        }
    }

    private static func status(of head: HPACKHeaders) throws(TunnelError) -> Int {
        guard let text = head.first(name: ":status"), let status = Int(text) else {
            throw TunnelError(.invalid, "tunnel: the answer has no status; update the agent")
        }
        return status
    }
}

/// Carries a stream out of its channel's initializer.
private final class OpenedStream: Sendable {
    let stream = Mutex<TunnelStream?>(nil)
}
