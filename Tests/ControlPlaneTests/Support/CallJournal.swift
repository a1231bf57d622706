//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Synchronization

/// Every call that any node of a test got, in their order over all nodes.
final class CallJournal: Sendable {
    private struct State {
        var calls: [String] = []
        var names: [ContainerID: String] = [:]
    }

    private let state = Mutex(State())

    /// As `node METHOD path`, with the containers' names in the place of their IDs.
    var calls: [String] { state.withLock { $0.calls } }

    func append(_ call: String) { state.withLock { $0.calls.append(call) } }

    func count(of call: String) -> Int { calls.filter { $0.contains(call) }.count }

    /// A new container's ID.
    func makeID(name: String) -> ContainerID {
        state.withLock { state in
            let number = String(state.names.count + 1, radix: 16)
            // The number stands first, so that a few digits are enough to tell one from the other.
            let id = ContainerID(number + "f" + String(repeating: "0", count: 63 - number.count))
            state.names[id] = name
            return id
        }
    }

    func name(of id: ContainerID) -> String { state.withLock { $0.names[id] } ?? id.rawValue }
}
