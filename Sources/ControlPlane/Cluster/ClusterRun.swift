//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// One cluster's work, which can be stopped by itself while that of the others goes on.
struct ClusterRun: Sendable {
    private let controller: ClusterController
    private let stopping: AsyncStream<Void>
    private let stopSignal: AsyncStream<Void>.Continuation
    private let ended: AsyncStream<Void>
    private let endSignal: AsyncStream<Void>.Continuation

    init(_ controller: ClusterController) {
        self.controller = controller
        (stopping, stopSignal) = AsyncStream.makeStream()
        (ended, endSignal) = AsyncStream.makeStream()
    }

    /// Works until `stop()` or until cancelled; called once.
    func work() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await controller.run() }
            group.addTask { for await _ in stopping {} }
            await group.next()
            group.cancelAll()
        }
        endSignal.finish()
    }

    /// Ends the work, and returns when it has ended.
    func stop() async {
        stopSignal.finish()
        for await _ in ended {}
    }
}
