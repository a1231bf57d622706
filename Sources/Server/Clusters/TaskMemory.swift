//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Synchronization

/// The last tasks, for clients that ask what became of one.
final class TaskMemory: Sendable {
    static let capacity = 1_000

    private let tasks = Mutex<[ClusterTask]>([])

    func add(_ task: ClusterTask) {
        tasks.withLock { tasks in
            if tasks.count == Self.capacity { tasks.removeFirst() }
            tasks.append(task)
        }
    }

    func task(_ id: String) -> ClusterTask? { tasks.withLock { $0.last { $0.id == id } } }
}
