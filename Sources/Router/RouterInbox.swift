//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Routing
import Synchronization

/// What the agent said and the router has not done yet; of several tables only the newest.
final class RouterInbox: Sendable {
    typealias Reply = @Sendable (AddonReply) async -> Void

    struct Table: Sendable {
        var table: RouteTable
        var reply: Reply
    }

    struct Drain: Sendable {
        var id: Int
        var servers: Set<String>
        var timeLimit: Duration
        var reply: Reply
    }

    private struct Content {
        var table: Table?
        var drains: [Drain] = []
    }

    /// Yields when there may be something to do; several times at once count as one.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let content = Mutex(Content())

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ message: AddonMessage, reply: @escaping Reply) {
        content.withLock { content in
            switch message {
            case .table(let table):
                content.table = Table(table: table, reply: reply)
            case .drain(let id, let servers, let seconds):
                content.drains.append(
                    Drain(
                        id: id,
                        servers: Set(servers),
                        timeLimit: .seconds(max(0, min(seconds, 86_400))),
                        reply: reply
                    )
                )
            }
        }
        wake()
    }

    func wake() {
        signal.yield()
    }

    /// Everything that is there: first the table is to be put in place, then drains may begin.
    func take() -> (table: Table?, drains: [Drain]) {
        content.withLock { content in
            defer { content = Content() }
            return (content.table, content.drains)
        }
    }
}
