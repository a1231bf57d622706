//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore

extension ChannelHandlerContext {
    /// Closes the connection once everything written so far is on its way, which a slow client decides.
    ///
    /// - Parameters:
    ///   - data: The last thing to write.
    ///   - promise: Fulfilled when it is written.
    func closeAfterWriting(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        let written = promise ?? eventLoop.makePromise()
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        written.futureResult.whenComplete { _ in
            // The promise may be fulfilled inside the flush, where TLS could not send its goodbye.
            bound.value.eventLoop.execute { bound.value.close(promise: nil) }
        }
        writeAndFlush(data, promise: written)
    }
}
