//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// Brings a local cluster up, looks after it, and takes it down.
///
/// Every operation finds out what is there and does what is missing, so it can be repeated after being killed anywhere.
package struct LocalClusterManager: Sendable {
    let spec: LocalClusterSpec
    let paths: LocalClusterPaths
    let names: LocalClusterNames
    let network: NetworkPlan
    let spaces: SpacePlan
    let processes: ProcessPlan
    let runner = CommandRunner()
    let say: @Sendable (String) -> Void

    /// A manager of this cluster, which tells of each step with `say`.
    package init(_ spec: LocalClusterSpec, say: @escaping @Sendable (String) -> Void) {
        self.spec = spec
        self.say = say
        paths = spec.paths
        names = spec.names
        network = NetworkPlan(spec)
        spaces = SpacePlan(spec)
        processes = ProcessPlan(spec)
    }

    /// A manager of the cluster that is kept in this directory.
    ///
    /// - Throws: an error where there is none.
    package init(stateDirectory: String, say: @escaping @Sendable (String) -> Void) throws {
        let paths = LocalClusterPaths(
            stateDirectory: try LocalClusterPaths.normalize(stateDirectory, as: "state directory")
        )
        self.init(try Self.record(paths).spec, say: say)
    }

    /// What the cluster in this directory was made as, or none where there is none.
    package static func existingSpec(stateDirectory: String) throws -> LocalClusterSpec? {
        let root = try LocalClusterPaths.normalize(stateDirectory, as: "state directory")
        return try HostFiles.readJSON(
            LocalClusterRecord.self,
            from: LocalClusterPaths(stateDirectory: root).record
        )?.spec
    }

    /// Refuses a machine that can't hold a local cluster.
    ///
    /// - Throws: an error that names what is missing.
    package static func checkMachine() throws {
        guard HostEnvironment.isRoot else {
            throw LocalClusterError(
                "gantry local",
                "making networks and engines takes root's rights",
                remedy: "run it as root, such as with sudo"
            )
        }
        let runner = CommandRunner()
        if let problem = RequiredPrograms.problem(isInstalled: runner.isInstalled) { throw problem }
    }

    /// The cluster's record.
    func record() throws -> LocalClusterRecord { try Self.record(paths) }

    private static func record(_ paths: LocalClusterPaths) throws -> LocalClusterRecord {
        guard let record = try HostFiles.readJSON(LocalClusterRecord.self, from: paths.record) else {
            throw LocalClusterError(
                paths.root,
                "there is no local cluster here",
                remedy: "run gantry local up, or name another place with --state-dir"
            )
        }
        return record
    }

    /// Runs `body` while no other command works on the same cluster.
    func exclusively<Value>(_ body: () async throws -> Value) async throws -> Value {
        try HostFiles.makeFolder(paths.root, permissions: 0o700)
        var hasSaid = false
        while true {
            if let lock = try FileLock(tryingToLock: paths.lock) {
                let value = try await body()
                _ = consume lock
                return value
            }
            if !hasSaid { say("waiting for another gantry local command to end") }
            hasSaid = true
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    // MARK: Processes

    /// Tells the supervisor of a process; it acts at the next `reload`.
    func define(_ definition: ProcessDefinition) throws {
        try HostFiles.writeJSON(definition, to: paths.definition(of: definition.name))
    }

    /// The definition of a process, if it has one.
    func definition(of process: String) throws -> ProcessDefinition? {
        try HostFiles.readJSON(ProcessDefinition.self, from: paths.definition(of: process))
    }

    /// Whether a process runs as its definition says now.
    func isRunning(_ process: String) -> Bool {
        guard let live = IdentityFile.live(paths.identity(of: process)),
            let definition = try? definition(of: process)
        else { return false }
        return live.fingerprint == definition.fingerprint
    }

    /// Has the supervisor read the definitions, and starts it where there is none.
    func reload(supervisor program: String) async throws {
        if let supervisor = IdentityFile.live(paths.supervisorIdentity) {
            kill(supervisor.identity.pid, SIGHUP)
            return
        }
        unlink(paths.supervisorIdentity)
        try await runner.run(processes.supervisor(gantry: program))
        try await wait(for: "supervisor", log: "supervisor", seconds: 10) {
            IdentityFile.live(paths.supervisorIdentity) != nil
        }
    }

    /// Waits until something answers that can't be waited for otherwise.
    ///
    /// - Throws: an error with the last lines of the log when it takes too long.
    func wait(for what: String, log: String, seconds: Int, until isReady: () async throws -> Bool) async throws {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(seconds))
        while try await !isReady() {
            guard clock.now < end else {
                let path = paths.log(of: log)
                let lines = (HostFiles.text(path) ?? "").lastLines(5)
                throw LocalClusterError(
                    what,
                    "it was not ready within \(seconds) seconds; it last said:\n\(lines.isEmpty ? "nothing" : lines)\n",
                    remedy: "look into \(path)"
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Kills all processes that fit, and waits until they are gone.
    ///
    /// - Returns: the processes it killed.
    @discardableResult
    func killAll(_ search: ProcessTable.Search) async throws -> [ProcessIdentity] {
        var killed: [ProcessIdentity] = []
        for _ in 0..<200 {
            let found = ProcessTable.find(search)
            if found.isEmpty { return killed }
            for process in found {
                kill(process.pid, SIGKILL)
                if !killed.contains(process) { killed.append(process) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw LocalClusterError(
            "processes \(ProcessTable.find(search).map { "\($0.pid)" }.joined(separator: ", "))",
            "they did not end within 10 seconds of being killed",
            remedy: "see what they wait for in /proc/PID/stack, and try again"
        )
    }
}
