//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Logging

/// Keeps a HAProxy running with what the agent says, or with what its controller had before.
struct TableService<Controller: TableController>: Sendable {
    private let controller: Controller
    private let process: HAProxyProcess
    private let logger: Logger
    private let inbox: AddonInbox<Controller.Table>

    init(controller: Controller, process: HAProxyProcess, logger: Logger) {
        self.controller = controller
        self.process = process
        self.logger = logger
        inbox = AddonInbox(select: Controller.table)
    }

    /// Runs until the task is cancelled; then lets requests under way finish, for a limited time.
    ///
    /// - Parameters:
    ///   - agent: The agent's socket; nil when there is no agent.
    ///   - greeting: What is said first to the agent.
    func run(agent: String?, greeting: AddonReply? = nil) async {
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Without a configuration that it takes, HAProxy would only end again.
                for await _ in ready where await controller.start() { return await process.run() }
            }
            if let agent {
                let client = AddonClient(socketPath: agent, greeting: greeting, logger: logger) {
                    inbox.put($0, reply: $1)
                }
                group.addTask { await client.run() }
            }
            group.addTask { await keepHouse() }
            group.addTask { await work(isReady) }
            isReady.yield()
        }
    }

    /// Has the controller look for what there is to do.
    func wake() {
        inbox.wake()
    }

    /// Does what the agent asks for: tables one after the other, drains and questions beside them.
    private func work(_ isReady: AsyncStream<Void>.Continuation) async {
        let drain = RequestDrain(
            master: HAProxyMaster(socket: HAProxySocket(path: process.masterSocket)),
            logger: logger
        )
        await withDiscardingTaskGroup { group in
            var told: (reply: AddonReply, send: AddonInbox<Controller.Table>.Reply)?
            for await _ in inbox.signals {
                let content = inbox.take()
                for query in content.queries { group.addTask { await answer(query) } }
                if let table = content.table {
                    let reply = await controller.apply(table.table)
                    await table.reply(reply)
                    told = (reply, table.reply)
                    isReady.yield()
                }
                for request in content.drains {
                    let servers = await controller.serverNames(of: request.servers)
                    group.addTask {
                        let isDone = await drain.run(servers, limit: request.timeLimit)
                        await request.reply(.drained(id: request.id, done: isDone))
                    }
                }
                // Whoever was told that something is missing is told that it is there.
                if let reply = await controller.tidy(), let last = told, reply != last.reply {
                    await last.send(reply)
                    told?.reply = reply
                }
                isReady.yield()
            }
        }
    }

    private func answer(_ query: AddonInbox<Controller.Table>.Query) async {
        do {
            let statistics = try await StatisticsReader(worker: controller.worker).read(query.backends)
            await query.reply(.statistics(id: query.id, statistics, error: nil))
        } catch {
            await query.reply(.statistics(id: query.id, nil, error: "\(error)"))
        }
    }

    private func keepHouse() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            ZombieReaper.run()
            if await controller.hasWork { wake() }
        }
    }
}
