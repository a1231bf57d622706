//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Synchronization

/// What the agent said and has not been done yet; of several tables only the newest.
final class AddonInbox<Table: Sendable>: Sendable {
    typealias Reply = @Sendable (AddonReply) async -> Void

    struct Drain: Sendable {
        var id: Int
        var servers: Set<String>
        var timeLimit: Duration
        var reply: Reply
    }

    /// Somebody wants to see statistics.
    struct Query: Sendable {
        var id: Int
        var backends: [String]
        var reply: Reply
    }

    /// What there is to do: first the table is to be put in place, then drains may begin.
    struct Content: Sendable {
        var table: (table: Table, reply: Reply)?
        var drains: [Drain] = []
        var queries: [Query] = []
    }

    /// Yields when there may be something to do; several times at once count as one.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let content = Mutex(Content())
    private let select: @Sendable (AddonMessage) -> Table?

    /// Makes an inbox for the tables that a function finds in messages.
    init(select: @escaping @Sendable (AddonMessage) -> Table?) {
        self.select = select
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ message: AddonMessage, reply: @escaping Reply) {
        content.withLock { content in
            switch message {
            case .drain(let id, let servers, let seconds):
                content.drains.append(
                    Drain(
                        id: id,
                        servers: Set(servers),
                        timeLimit: .seconds(max(0, min(seconds, 86_400))),
                        reply: reply
                    )
                )
            case .statistics(let id, let backends):
                content.queries.append(Query(id: id, backends: backends, reply: reply))
            case .table, .services, .balancers:
                if let table = select(message) { content.table = (table, reply) }
            }
        }
        wake()
    }

    func wake() {
        signal.yield()
    }

    /// Takes everything that is there.
    func take() -> Content {
        content.withLock { content in
            defer { content = Content() }
            return content
        }
    }
}
