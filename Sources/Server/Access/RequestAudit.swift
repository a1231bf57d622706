//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPText
import HTTPTypes
import Synchronization

/// What is noted of a request while it is answered, for the audit log: never bodies, queries or secrets.
final class RequestAudit: Sendable {
    private struct State {
        var entry: AuditEntry
        var isWanted: Bool
    }

    /// Parameters of paths that are secrets.
    private static let secretParameters: Set<String> = ["token"]
    private static let longestName = 256

    private let state: Mutex<State>

    init(request: HTTPRequest, id: String, remote: String) {
        var entry = AuditEntry(number: 0, time: "", user: "", action: "", method: request.method.rawValue, route: "")
        entry.request = id
        entry.address = remote
        state = Mutex(State(entry: entry, isWanted: false))
    }

    /// Notes which call it is.
    func note(_ route: APIRoute, _ parameters: [String: String]) {
        state.withLock { state in
            state.entry.route = route.path.description
            if route.access == .joinToken { state.entry.credential = "join token" }
            for (name, value) in parameters where !Self.secretParameters.contains(name) {
                state.entry.resources[name] = String(value.prefix(Self.longestName))
            }
            // A call without an action, such as a login, is one that changes something unless it is a GET.
            state.isWanted = ![.get, .head].contains(HTTPRequest.Method(state.entry.method) ?? .get)
        }
    }

    func note(_ caller: Caller) {
        state.withLock { state in
            state.entry.user = caller.user
            switch caller.credential {
            case .session(let digest): state.entry.credential = "session \(digest.prefix(12))"
            case .accessKey(let id): state.entry.credential = "key \(id)"
            case .certificate(let fingerprint): state.entry.credential = "certificate \(fingerprint.prefix(12))"
            }
        }
    }

    /// Notes which trigger makes the call, and what it does.
    func note(trigger id: String, _ action: Action) {
        note(action)
        state.withLock { $0.entry.credential = "trigger \(id)" }
    }

    /// Notes who logged in.
    func note(user: String) { state.withLock { $0.entry.user = user } }

    func note(_ action: Action) {
        state.withLock { state in
            state.entry.action = action.name
            state.isWanted = !action.isReading && action != .planProject || action == .getClusterCerts
        }
    }

    /// Notes the name of something that the call makes, or that only its body tells.
    func note(_ name: String, _ value: String) {
        state.withLock { $0.entry.resources[name] = String(value.prefix(Self.longestName)) }
    }

    /// The entry, once the answer is known; nil for what isn't written: what only reads, and wasn't refused.
    func entry(status: Int, code: String?) -> AuditEntry? {
        state.withLock { state in
            guard state.isWanted || [401, 403, 429].contains(status) else { return nil }
            state.entry.status = status
            state.entry.code = code
            return state.entry
        }
    }
}
