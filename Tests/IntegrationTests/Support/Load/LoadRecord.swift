//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Synchronization

/// A kind of request, with what is different for routers.
enum LoadKind: String, CaseIterable, Sendable {
    case keptConnection = "request on a kept connection"
    case newConnection = "request on a new connection"
    case quietConnection = "visit with pauses on one connection"
    case upload
    case webSocket = "WebSocket"
    case secure = "request over TLS"
    case secureNewConnection = "request on a new connection over TLS"
    case http2 = "request by HTTP/2"

    /// How many clients make such requests at each node.
    var clients: Int { self == .quietConnection ? 4 : 1 }
}

/// A request that was not answered as it should have been.
struct LoadFailure: Sendable, CustomStringConvertible {
    var kind: LoadKind
    /// The client, of which each has one request under way at most.
    var client: Int
    var address: String
    var what: String
    /// What was being changed when it ended.
    var step: String
    var began: Date
    var ended: Date

    var description: String {
        let milliseconds = Int(ended.timeIntervalSince(began) * 1_000)
        return "\(began.formatted(.iso8601.time(includingFractionalSeconds: true))): \(kind.rawValue) "
            + "by \(address), after \(milliseconds) ms, while \(step): \(what)"
    }
}

/// What went wrong with one of several requests that belong together.
struct LateFailure: Error, CustomStringConvertible {
    var began: Date
    var description: String
}

/// What became of the requests of a load.
final class LoadRecord: Sendable {
    struct Outcome: Sendable {
        var succeeded: [LoadKind: Int] = [:]
        var failures: [LoadFailure] = []
    }

    private struct State {
        var outcome = Outcome()
        var step = "nothing changes"
    }

    private static let maximumFailures = 1_000
    private let state = Mutex(State())

    var outcome: Outcome { state.withLock(\.outcome) }

    /// Whether so much has failed that more would tell nothing.
    var isFull: Bool { state.withLock { $0.outcome.failures.count >= Self.maximumFailures } }

    /// Says what is being changed from now on.
    func begin(_ step: String) {
        state.withLock { $0.step = step }
    }

    func succeeded(_ kind: LoadKind) {
        state.withLock { $0.outcome.succeeded[kind, default: 0] += 1 }
    }

    func failed(_ kind: LoadKind, client: Int, address: String, began: Date, _ what: String) {
        state.withLock { state in
            state.outcome.failures.append(
                LoadFailure(
                    kind: kind,
                    client: client,
                    address: address,
                    what: what,
                    step: state.step,
                    began: began,
                    ended: Date()
                )
            )
        }
    }
}
