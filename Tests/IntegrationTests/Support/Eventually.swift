//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// What was awaited did not come.
struct NotInTime: Error, CustomStringConvertible {
    var description: String
}

/// Looks at a state again and again until it is as wanted, and returns it then.
///
/// - Throws: `NotInTime`, with the state last seen, when that takes too long. Errors of looking count as not yet.
@discardableResult
func eventually<State: Sendable>(
    within limit: Duration = .seconds(40),
    _ what: String,
    _ look: () async throws -> State,
    until isWanted: (State) -> Bool
) async throws -> State {
    let deadline = ContinuousClock.now + limit
    var last = "nothing was seen"
    repeat {
        do {
            let state = try await look()
            if isWanted(state) { return state }
            last = "\(state)"
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            last = "\(error)"
        }
        try await Task.sleep(for: .milliseconds(100))
    } while ContinuousClock.now < deadline
    throw NotInTime(description: "\(what): not within \(limit); seen last: \(last)")
}
