//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Synchronization

/// Tells when a new cluster's endpoint is open, or couldn't be opened at once.
final class EndpointProgress: Sendable {
    private struct State {
        var settled: Set<ClusterID> = []
        var isClosed = false
        var waiting: [ClusterID: [AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = Mutex(State())

    /// Notes that an endpoint is open, or that it wasn't to be opened at the first try.
    func settle(_ cluster: ClusterID) {
        let ended = state.withLock { state in
            state.settled.insert(cluster)
            return state.waiting.removeValue(forKey: cluster) ?? []
        }
        for continuation in ended { continuation.finish() }
    }

    /// Forgets a cluster that is gone.
    func remove(_ cluster: ClusterID) { state.withLock { _ = $0.settled.remove(cluster) } }

    /// Ends all waiting, for good: no more endpoints are opened.
    func close() {
        let ended = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap(\.self)
        }
        for continuation in ended { continuation.finish() }
    }

    /// Returns once it is known how the opening went.
    func wait(for cluster: ClusterID) async {
        let stream: AsyncStream<Void>? = state.withLock { state in
            guard !state.isClosed, !state.settled.contains(cluster) else { return nil }
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            state.waiting[cluster, default: []].append(continuation)
            return stream
        }
        guard let stream else { return }
        for await _ in stream {}
    }
}
