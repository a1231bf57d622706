//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore

/// The end of the connection that a request came on.
///
/// A client that says that it sends no more may still listen, so that the end of what it sends isn't the connection's.
struct ConnectionEnd: Sendable {
    /// That of the request which the task answers; nil outside of a connection.
    @TaskLocal static var current: ConnectionEnd?

    private let channel: any Channel

    init(of channel: any Channel) { self.channel = channel }

    /// Returns once the connection is closed, or the task cancelled.
    func wait() async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        channel.closeFuture.whenComplete { _ in end.finish() }
        for await _ in ends {}
    }
}
