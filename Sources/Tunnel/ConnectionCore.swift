//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOSSL
import Synchronization

/// What the two ends' objects and every stream share of one connection.
final class ConnectionCore: Sendable {
    let channel: any Channel
    /// Who is at the other end, for messages.
    let peer: String

    private let reason = Mutex<TunnelError?>(nil)
    /// How long nothing has been heard of the peer, as `SilenceMeter` counts it.
    let silence = Mutex(Duration.zero)

    init(channel: any Channel) {
        self.channel = channel
        peer = channel.remoteAddress.map(Self.text) ?? "unknown address"
    }

    static func text(_ address: SocketAddress) -> String {
        let host = address.ipAddress ?? address.pathname ?? "unknown"
        return address.port.map { host.contains(":") ? "[\(host)]:\($0)" : "\(host):\($0)" } ?? host
    }

    /// Why the connection ended, or a general reason.
    var closeError: TunnelError {
        reason.withLock { $0 }
            ?? TunnelError(.connectionLost, "tunnel to \(peer): the other end closed it; wait until it connects again")
    }

    /// Remembers why the connection ends; the first reason counts.
    func note(_ why: String) {
        reason.withLock { reason in
            reason = reason ?? TunnelError(.connectionLost, "tunnel to \(peer): \(why); wait until it connects again")
        }
    }

    /// Closes the socket without TLS's farewell, for which a dead peer would be waited for.
    func abort(_ why: String) {
        note(why)
        let channel = channel
        channel.eventLoop.execute {
            let operations = channel.pipeline.syncOperations
            let context =
                (try? operations.context(handlerType: NIOSSLServerHandler.self))
                ?? (try? operations.context(handlerType: NIOSSLClientHandler.self))
            if let context {
                context.close(mode: .all, promise: nil)
            } else {
                channel.close(promise: nil)
            }
        }
    }

    /// Says goodbye and closes; every stream ends.
    func close(_ why: String) async {
        note(why)
        try? await channel.close().get()
    }

    /// What a stream's user is told instead of the library's error.
    func error(for error: (any Error)?) -> TunnelError {
        guard channel.isActive else {
            return closeError
        }
        if let error = error as? TunnelError {
            return error
        }
        let cause = error.map { "it failed (\($0))" } ?? "it was reset before its end"
        return TunnelError(.streamReset, "stream to \(peer): \(cause); try again")
    }
}

extension Channel {
    /// Waits until the channel is closed or the task is cancelled.
    func waitUntilClosed() async {
        let waiter = CloseWaiter()
        closeFuture.whenComplete { _ in waiter.finish() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter.wait($0) }
        } onCancel: {
            waiter.finish()
        }
    }
}

/// Resumes one continuation once, whichever comes first.
private final class CloseWaiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case finished
    }

    private let state = Mutex(State.idle)

    func wait(_ continuation: CheckedContinuation<Void, Never>) {
        let isFinished = state.withLock { state in
            if case .finished = state { return true }
            state = .waiting(continuation)
            return false
        }
        if isFinished {
            continuation.resume()
        }
    }

    func finish() {
        let continuation: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state = .finished }
            guard case .waiting(let continuation) = state else { return nil }
            return continuation
        }
        continuation?.resume()
    }
}
