//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import Subprocess

/// HAProxy doesn't take a configuration.
struct ConfigurationRefusal: Error, CustomStringConvertible {
    /// Its own words, a line each.
    let complaints: [String]

    var description: String {
        "haproxy refuses the configuration, so the last good one stays: " + complaints.joined(separator: "; ")
    }
}

/// HAProxy as a child process: one master, which starts a worker for each configuration.
struct HAProxyProcess: Sendable {
    /// The binary.
    let path: String
    let configuration: String
    let masterSocket: String
    /// How long requests under way may take at the end, in seconds.
    let stopSeconds: Int
    let logger: Logger

    /// Keeps HAProxy running until the task is cancelled; then lets requests under way finish, for a limited time.
    func run() async {
        // Not the group's, for it is cancelled only when HAProxy's workers know that nobody comes after them.
        let supervision = Task { await supervise() }
        await withTaskCancellationHandler {
            await supervision.value
        } onCancel: {
            Task {
                await HAProxyMaster(socket: HAProxySocket(path: masterSocket)).endHandover()
                supervision.cancel()
            }
        }
    }

    private func supervise() async {
        var failures = 0
        while !Task.isCancelled {
            let start = ContinuousClock.now
            let end = await runOnce()
            if Task.isCancelled { return }
            failures = ContinuousClock.now - start > .seconds(10) ? 0 : failures + 1
            logger.error("haproxy ended; it is started again", metadata: ["end": "\(end)"])
            try? await Task.sleep(for: Self.restartDelay(failures: failures))
        }
    }

    /// How long to wait before a program is started again.
    static func restartDelay(failures: Int) -> Duration {
        min(.milliseconds(50) * (1 << min(failures, 10)), .seconds(5))
    }

    /// Asks HAProxy whether it would take a configuration.
    ///
    /// - Throws: `ConfigurationRefusal` with HAProxy's own words if it doesn't.
    func check(_ configuration: String) async throws {
        guard let complaints = try await complaints(about: configuration) else { return }
        throw ConfigurationRefusal(complaints: complaints)
    }

    /// What HAProxy has against a configuration, a line each; nil when it would take it.
    ///
    /// - Throws: `RouterError` when it can't be asked.
    func complaints(about configuration: String) async throws -> [String]? {
        let result: ExecutionResult<Void, StringOutput<UTF8>, CombinedErrorOutput>
        do {
            result = try await Subprocess.run(
                executable,
                arguments: ["-c", "-f", configuration],
                environment: environment,
                platformOptions: ownGroup,
                output: .string(limit: 1 << 20),
                error: .combinedWithOutput
            )
        } catch {
            throw RouterError("\(path): it can't be run: \(error); install HAProxy 2.6 or later there")
        }
        guard !result.terminationStatus.isSuccess else { return nil }
        let complaints = result.standardOutput.split(separator: "\n").filter { $0.hasPrefix("[ALERT]") }.map(
            String.init
        )
        return complaints.isEmpty ? ["\(result.terminationStatus)"] : complaints
    }

    private func runOnce() async -> String {
        var platformOptions = ownGroup
        platformOptions.teardownSequence = [
            .send(signal: .userDefinedOne, allowedDurationToNextStep: .seconds(stopSeconds)),
            .send(signal: .terminate, allowedDurationToNextStep: .seconds(1)),
        ]
        do {
            let result = try await Subprocess.run(
                executable,
                arguments: ["-W", "-db", "-f", configuration, "-S", masterSocket],
                environment: environment,
                platformOptions: platformOptions,
                input: .none,
                output: .currentStandardOutput,
                error: .currentStandardError
            )
            return "\(result.terminationStatus)"
        } catch {
            return "\(error)"
        }
    }

    /// A process group of its own tells our children from the orphans that `ZombieReaper` looks after.
    private var ownGroup: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }

    private var executable: Executable {
        .name(String(path.split(separator: "/").last ?? "haproxy"))
    }

    /// The environment in which the executable's name is found in its own directory.
    private var environment: Environment {
        guard let slash = path.lastIndex(of: "/") else { return .inherit }
        return .inherit.updating(["PATH": String(path[..<slash])])
    }
}
