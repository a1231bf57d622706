//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Tells any number of waiting tasks that something changed; what, they look up themselves.
struct ChangeBroadcast: Sendable {
    private var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    private var next = 0

    /// A stream with an element for each change, several at once counted as one.
    mutating func subscribe() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuations[next] = continuation
        next += 1
        return stream
    }

    mutating func send() {
        for (key, continuation) in continuations {
            if case .terminated = continuation.yield() { continuations[key] = nil }
        }
    }
}
