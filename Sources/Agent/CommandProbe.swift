//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Model

/// Runs shell commands in containers.
struct CommandProbe: Sendable {
    /// How much of a command's output is kept, in bytes.
    private static let outputLimit = 1 << 10

    let engine: EngineClient

    /// Runs a command with `/bin/sh -c`.
    ///
    /// - Parameters:
    ///   - command: The shell command.
    ///   - target: The container.
    ///   - limit: How long it may run; it is killed when it takes longer.
    /// - Returns: What its end says of the container.
    func run(_ command: String, in target: ProbeTarget, within limit: Duration) async -> ProbeOutcome {
        // An engine that doesn't answer, or a container that just stopped, tells nothing about the container's health.
        guard
            let exec = try? await engine.createExec(container: target.id.rawValue, command: ["/bin/sh", "-c", command])
        else { return .unknown }
        let late = ProbeTimeout()
        do {
            let output = try await withDeadline(limit, orThrow: late) {
                try await engine.startExec(exec, outputLimit: Self.outputLimit)
            }
            let state = try await engine.inspectExec(exec)
            guard let exitCode = state.exitCode else { return .unknown }
            guard exitCode != 0 else { return .success }
            let line = output.split(whereSeparator: \.isNewline).first.map { ": " + $0 } ?? ""
            return .failure("exit code \(exitCode)\(line)")
        } catch is ProbeTimeout {
            await kill(exec, in: target)
            return .failure("command timed out after \(limit.components.seconds) s")
        } catch let error as EngineError {
            guard case .refused(let status) = error.code, status != 404, status != 409 else { return .unknown }
            return .failure(error.message)
        } catch {
            return .unknown
        }
    }

    private struct ProbeTimeout: Error {}

    /// Ends a command that takes too long: the engine has no call for it, and they would pile up in the container.
    private func kill(_ exec: String, in target: ProbeTarget) async {
        guard let state = try? await engine.inspectExec(exec), state.isRunning, let process = state.pid, process > 1,
            // The engine may count processes in another namespace than the agent; then the number means nothing here.
            let namespace = SystemCalls.link(at: "/proc/\(process)/ns/mnt"),
            namespace == SystemCalls.link(at: "/proc/\(target.processID)/ns/mnt"),
            namespace != SystemCalls.link(at: "/proc/self/ns/mnt")
        else { return }
        // The runtime makes each command the leader of a session, and so of a group, of its own.
        SystemCalls.kill(processGroup: Int32(process))
    }
}
