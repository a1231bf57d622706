//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import Subprocess

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A program beside HAProxy that runs for as long as there is a configuration for it: nginx for datagrams, keepalived
/// for addresses.
///
/// Both take another configuration by SIGHUP without dropping what they have.
actor CompanionProgram {
    /// The executable, which is looked up in the usual places.
    nonisolated let name: String
    private let files: RouterFiles
    private let arguments: [String]
    private let checkArguments: [String]
    private let logger: Logger
    /// The configuration that the program has, or is to be started with.
    private var text: String?
    private var process: ProcessIdentifier?
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    private init(
        name: String,
        files: RouterFiles,
        arguments: [String],
        checkArguments: [String],
        logger: Logger
    ) {
        self.name = name
        self.files = files
        self.arguments = arguments
        self.checkArguments = checkArguments
        self.logger = logger
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    static func nginx(_ files: RouterFiles, logger: Logger) -> CompanionProgram {
        let path = files.configuration(of: "nginx")
        return CompanionProgram(
            name: "nginx",
            files: files,
            arguments: ["-e", "stderr", "-c", path],
            checkArguments: ["-t", "-q", "-e", "stderr", "-c", path + ".new"],
            logger: logger
        )
    }

    static func keepalived(_ files: RouterFiles, logger: Logger) -> CompanionProgram {
        let path = files.configuration(of: "keepalived")
        let numbers = ["--pid", files.directory + "/keepalived.pid", "--vrrp_pid", files.directory + "/vrrp.pid"]
        return CompanionProgram(
            name: "keepalived",
            files: files,
            arguments: ["--dont-fork", "--log-console", "--vrrp", "--use-file", path] + numbers,
            checkArguments: ["--config-test", "--log-console", "--use-file", path + ".new"],
            logger: logger
        )
    }

    /// Has the program run with a configuration, or end when there is none.
    ///
    /// - Throws: `RouterError` when it refuses the configuration; it goes on with the one that it has.
    func apply(_ text: String?) async throws {
        guard text != self.text else { return }
        if let text {
            let path = files.configuration(of: name)
            try files.write(text, to: path + ".new")
            do {
                try await check()
            } catch {
                files.remove(path + ".new")
                throw error
            }
            try files.promote(path + ".new", to: path)
        }
        self.text = text
        if let process { kill(process.value, text == nil ? SIGTERM : SIGHUP) }
        wake.yield()
        logger.info("\(name) has another configuration", metadata: ["runs": "\(text != nil)"])
    }

    /// Runs the program whenever there is a configuration, until the task is cancelled.
    func run() async {
        var failures = 0
        for await _ in wakes {
            while text != nil, !Task.isCancelled {
                let start = ContinuousClock.now
                let end = await runOnce()
                guard text != nil, !Task.isCancelled else { break }
                failures = ContinuousClock.now - start > .seconds(10) ? 0 : failures + 1
                logger.error("\(name) ended; it is started again", metadata: ["end": "\(end)"])
                try? await Task.sleep(for: HAProxyProcess.restartDelay(failures: failures))
            }
        }
    }

    private func runOnce() async -> String {
        var platformOptions = PlatformOptions()
        // A process group of its own tells our children from the orphans that `ZombieReaper` looks after.
        platformOptions.processGroupID = 0
        platformOptions.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(2))]
        defer { process = nil }
        do {
            let result = try await Subprocess.run(
                .name(name),
                arguments: Arguments(arguments),
                environment: Self.environment,
                platformOptions: platformOptions,
                input: .none,
                output: .currentStandardOutput,
                error: .currentStandardError
            ) { execution in
                process = execution.processIdentifier
            }
            return "\(result.terminationStatus)"
        } catch {
            return "\(error)"
        }
    }

    private func check() async throws { try await Self.run(name, checkArguments) }

    /// Runs a program that checks a configuration or puts it in place, to its end.
    ///
    /// - Throws: `RouterError` with its own words when it refuses the configuration.
    static func run(_ name: String, _ arguments: [String]) async throws {
        let result: ExecutionResult<Void, StringOutput<UTF8>, CombinedErrorOutput>
        do {
            result = try await Subprocess.run(
                .name(name),
                arguments: Arguments(arguments),
                environment: environment,
                output: .string(limit: 1 << 16),
                error: .combinedWithOutput
            )
        } catch {
            throw RouterError("\(name): it can't be run: \(error); use an image that has it")
        }
        guard !result.terminationStatus.isSuccess else { return }
        let lines = result.standardOutput.split(separator: "\n").prefix(5).joined(separator: "; ")
        throw RouterError("\(name) refuses its configuration, so the last good one stays: \(lines)")
    }

    /// They are in directories that not everybody's path has.
    private static let environment = Environment.inherit.updating(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
}
