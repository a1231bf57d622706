//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// Makes the stream of a watch from a function that finds the next batch.
package enum StoreWatch {
    /// A stream that asks `next` for the first batch after the last one, whenever its reader asks for one.
    ///
    /// What `next` throws ends the stream.
    package static func stream(
        after revision: Int64,
        next: @escaping @Sendable (Int64) async throws -> StoreChangeBatch
    ) -> AsyncThrowingStream<[StoreChange], any Error> {
        let position = Position(revision)
        return AsyncThrowingStream {
            let batch = try await next(position.revision.withLock { $0 })
            position.revision.withLock { $0 = batch.revision }
            return batch.changes
        }
    }

    private final class Position: Sendable {
        let revision: Mutex<Int64>

        init(_ revision: Int64) {
            self.revision = Mutex(revision)
        }
    }
}
