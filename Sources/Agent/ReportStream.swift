//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import FoundationEssentials
import NIOCore

/// Writes the node's reports as lines of JSON.
struct ReportStream {
    let state: NodeState

    /// Sends reports until the task is cancelled, writing fails or a newer stream takes over.
    ///
    /// - Parameter write: Sends bytes; it returns when the reader has room for more.
    /// - Throws: What `write` throws.
    func run(write: @escaping @Sendable (ByteBuffer) async throws -> Void) async throws {
        let subscription = await state.subscribe()
        do {
            try await send(subscription, write)
        } catch {
            await state.unsubscribe(subscription)
            throw error
        }
        await state.unsubscribe(subscription)
    }

    private func send(
        _ subscription: NodeState.Subscription,
        _ write: @escaping @Sendable (ByteBuffer) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(AgentReport.heartbeatSeconds))
                    subscription.wakeUp.raise()
                }
            }
            defer { group.cancelAll() }
            let encoder = JSONEncoder()
            for await _ in subscription.wakeUp.signals {
                var reports = await state.takeReports(subscription)
                if reports.isEmpty { reports = [.heartbeat] }
                var lines = ByteBuffer()
                for report in reports {
                    lines.writeBytes(try encoder.encode(report))
                    lines.writeInteger(UInt8(ascii: "\n"))
                }
                try await write(lines)
            }
        }
    }
}
