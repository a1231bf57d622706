//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Dispatch
import Glibc
import Subprocess

/// Keeps a local cluster's processes running, until SIGTERM; reads their definitions again on SIGHUP.
///
/// Its end does not end them: the next supervisor finds them by the files they wrote, and takes them over.
package struct Supervisor: Sendable {
    private let paths: LocalClusterPaths

    /// A supervisor for the cluster whose state is kept here.
    package init(stateDirectory: String) {
        paths = LocalClusterPaths(stateDirectory: stateDirectory)
    }

    /// Runs until everything was told to stop and has stopped, or returns at once where another supervisor is at work.
    package func run() async throws {
        for folder in [paths.processes, paths.identities, paths.logs] {
            try HostFiles.makeFolder(folder, permissions: 0o700)
        }
        guard let lock = try FileLock(tryingToLock: paths.supervisorLock) else { return }
        let (events, sender) = AsyncStream<SupervisorEvent>.makeStream()
        let signals = SignalSources(
            onReload: { sender.yield(.definitions(definitions())) },
            onStop: { sender.yield(.shutdown) }
        )
        try HostFiles.write(IdentityFile.ofThisProcess(), to: paths.supervisorIdentity)
        note("started")
        await superviseAll(events, sender)
        note("stopped")
        unlink(paths.supervisorIdentity)
        signals.cancel()
        _ = consume lock
    }

    private func superviseAll(
        _ events: AsyncStream<SupervisorEvent>,
        _ sender: AsyncStream<SupervisorEvent>.Continuation
    ) async {
        var state = SupervisorState()
        await withDiscardingTaskGroup { group in
            let known = definitions()
            for found in survivors() {
                if known.contains(where: { $0.name == found.name }) {
                    note("\(found.name): took over process \(found.file.identity.pid)")
                    _ = state.handle(.adopted(name: found.name, fingerprint: found.file.fingerprint))
                    group.addTask { await watch(found.name, found.file.identity, sender) }
                } else {
                    kill(found.file.identity.pid, SIGKILL)
                }
            }
            sender.yield(.definitions(known))
            for await event in events {
                for action in state.handle(event) {
                    if action == .finish {
                        group.cancelAll()
                        return
                    }
                    carryOut(action, in: &group, sender)
                }
            }
        }
    }

    private func carryOut(
        _ action: SupervisorAction,
        in group: inout DiscardingTaskGroup,
        _ sender: AsyncStream<SupervisorEvent>.Continuation
    ) {
        switch action {
        case .start(let definition):
            group.addTask { await keep(definition, sender) }
        case .terminate(let name, let grace, let ticket):
            signal(name, SIGTERM)
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(grace))) != nil else { return }
                sender.yield(.graceOver(name: name, ticket: ticket))
            }
        case .kill(let name):
            note("\(name): killed, as it did not end")
            signal(name, SIGKILL)
        case .pause(let name, let pause, let ticket):
            group.addTask {
                guard (try? await Task.sleep(for: pause)) != nil else { return }
                sender.yield(.pauseOver(name: name, ticket: ticket))
            }
        case .finish:
            break
        }
    }

    /// Starts a process and waits for its end.
    private func keep(_ definition: ProcessDefinition, _ sender: AsyncStream<SupervisorEvent>.Continuation) async {
        let clock = ContinuousClock()
        let start = clock.now
        let log = paths.log(of: definition.name)
        if let size = HostFiles.size(log), size > Self.largestLog { rename(log, log + ".1") }
        var environment: [Environment.Key: String] = [:]
        for (name, value) in definition.environment { environment[Environment.Key(stringLiteral: name)] = value }
        var options = PlatformOptions()
        // A process group of its own, so that keys typed at a terminal don't reach it.
        options.createSession = true
        do {
            let result = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(
                    [
                        "-c", Self.launcher, log, paths.identity(of: definition.name), definition.fingerprint,
                    ] + definition.arguments
                ),
                environment: .custom(environment),
                platformOptions: options,
                output: .discarded,
                error: .discarded
            )
            note("\(definition.name): ended: \(result.terminationStatus)")
        } catch {
            note("\(definition.name): can't be started: \(error)")
        }
        sender.yield(.exited(name: definition.name, after: clock.now - start))
    }

    /// Waits for the end of a process that is not this one's child, of which nothing tells but a look.
    private func watch(
        _ name: String,
        _ identity: ProcessIdentity,
        _ sender: AsyncStream<SupervisorEvent>.Continuation
    ) async {
        while identity.isAlive {
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
        }
        note("\(name): ended")
        sender.yield(.exited(name: name, after: .seconds(60)))
    }

    private func signal(_ name: String, _ number: CInt) {
        guard let file = IdentityFile.live(paths.identity(of: name)) else { return }
        kill(file.identity.pid, number)
    }

    private func definitions() -> [ProcessDefinition] {
        HostFiles.names(in: paths.processes).filter { $0.hasSuffix(".json") }.compactMap { name in
            do {
                return try HostFiles.readJSON(ProcessDefinition.self, from: "\(paths.processes)/\(name)")
            } catch {
                note("\(error)")
                return nil
            }
        }
    }

    private func survivors() -> [(name: String, file: IdentityFile)] {
        HostFiles.names(in: paths.identities).compactMap { name in
            guard name.hasSuffix(".pid"), let file = IdentityFile.live("\(paths.identities)/\(name)") else {
                return nil
            }
            return (String(name.dropLast(4)), file)
        }
    }

    private func note(_ text: String) {
        print(text)
        fflush(nil)
    }

    private static let launcher = """
        exec >>"$0" 2>&1 </dev/null
        \(IdentityFile.shellWords)
        shift 2
        exec "$@"
        """

    private static let largestLog = 10_000_000
}

/// Listens to the signals that the supervisor understands.
private struct SignalSources {
    private let sources: [any DispatchSourceSignal]

    init(onReload: @escaping @Sendable () -> Void, onStop: @escaping @Sendable () -> Void) {
        sources = [(SIGHUP, onReload), (SIGTERM, onStop), (SIGINT, onStop)].map { number, action in
            // Dispatch sees a signal only when its own action is switched off.
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: action)
            source.resume()
            return source
        }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }
}
