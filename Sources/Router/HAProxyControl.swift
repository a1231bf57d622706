//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing

/// Changes a running HAProxy, by its run-time API and by new workers.
///
/// Each configuration has a number, its generation, which a worker says when it is asked: so it is known which one
/// answers.
struct HAProxyControl: Sendable {
    private static let generationCommand = "show env GANTRY_GENERATION"
    /// There is no event to wait for: HAProxy says nothing of its own accord.
    private static let pollInterval = Duration.milliseconds(20)
    private static let reloadTimeLimit = Duration.seconds(30)

    let worker: HAProxySocket
    let master: HAProxyMaster

    /// Sends commands and returns those that were refused because of requests under way.
    ///
    /// - Parameters:
    ///   - commands: What to do, in this order.
    ///   - generation: The configuration that the commands are for.
    ///   - text: What is sent for a command.
    /// - Returns: The commands that have to wait.
    /// - Throws: `RouterError` when another configuration answers, or a command is refused.
    func execute(
        _ commands: [RuntimeCommand],
        generation: Int,
        text: (RuntimeCommand) -> String
    ) async throws -> Set<RuntimeCommand> {
        let answers = try await worker.ask([Self.generationCommand] + commands.map(text))
        guard answers[0] == "GANTRY_GENERATION=\(generation)" else {
            throw RouterError("haproxy: another configuration answered (\(answers[0])); a reload mends it")
        }
        var busy: Set<RuntimeCommand> = []
        for (command, answer) in zip(commands, answers.dropFirst()) {
            switch command.outcome(answer) {
            case .done: break
            case .busy: busy.insert(command)
            case .refused: throw RouterError("haproxy: answered '\(text(command))' with '\(answer)'")
            }
        }
        return busy
    }

    /// Waits for a process that is being started; without one, a reload would take its place.
    func waitUntilRunning() async {
        let deadline = ContinuousClock.now + .seconds(5)
        while await answeringGeneration() == nil, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: Self.pollInterval)
        }
    }

    /// Has the master start a worker with the configuration that is there now, and waits until it answers.
    func startWorker(generation: Int) async throws {
        let deadline = ContinuousClock.now + Self.reloadTimeLimit
        var failuresBefore: Int?
        while await answeringGeneration() != generation {
            // A master that doesn't answer is being started, with this configuration as well.
            if let failures = try? await master.failedReloads() {
                if let failuresBefore {
                    guard failures <= failuresBefore else {
                        throw RouterError("haproxy: the new configuration could not be started; see its log")
                    }
                } else if (try? await master.reload()) != nil {
                    failuresBefore = failures
                }
            }
            guard ContinuousClock.now < deadline else {
                throw RouterError("haproxy: no new worker within \(Self.reloadTimeLimit); see its log")
            }
            try await Task.sleep(for: Self.pollInterval)
        }
    }

    private func answeringGeneration() async -> Int? {
        let answer = try? await worker.ask([Self.generationCommand])
        return answer?.first.flatMap { Int($0.dropFirst("GANTRY_GENERATION=".count)) }
    }
}
