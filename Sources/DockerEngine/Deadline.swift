//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Runs an operation, and cancels it when it takes longer than the limit.
///
/// - Parameters:
///   - limit: How long the operation may take.
///   - error: What to throw when it took longer.
///   - operation: The work; it must react to cancellation, since its end is waited for.
/// - Returns: What the operation returned.
/// - Throws: `error`, or what the operation threw.
package func withDeadline<Value: Sendable>(
    _ limit: Duration,
    orThrow error: @autoclosure @escaping @Sendable () -> any Error,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            try Task.checkCancellation()
            throw error()
        }
        return value
    }
}
