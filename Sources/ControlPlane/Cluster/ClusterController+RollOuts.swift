//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Logging
import Model
import Orchestration

extension ClusterController {
    /// How long a failed container's last words are waited for.
    private static let logTimeout = Duration.seconds(2)
    private static let logLines = 10

    /// Keeps that a roll-out is stopped, says why, and takes the update back if that was asked for.
    func stopRollOut(of service: ServiceName, _ halt: RollOutHalt, _ id: ApplicationID) async {
        let lines = await lastLines(of: halt)
        guard let runtime = applications[id], runtime.state.hash(of: service) == halt.hash,
            let spec = runtime.state.presentSpec.service(service)
        else { return }
        let record = runtime.record
        let isTakenBack = halt.isUpdate && spec.update.failureAction == .rollback && record.failedUpdate == nil
        let what = halt.isUpdate ? "the update to version \(record.version)" : "the move"
        await events.record(
            halt.isUpdate ? "update.failed" : "move.failed",
            "\(halt.container) failed, so \(what) stops and what is left goes on: \(halt.message)"
                + (lines.isEmpty ? "" : "; its last lines: " + lines.joined(separator: " | ")),
            level: "error",
            about: .init(
                project: record.name.rawValue,
                service: service.rawValue,
                container: halt.container,
                node: halt.node.flatMap { nodes[$0]?.record.name } ?? ""
            )
        )
        do {
            if isTakenBack, try await takeBack(record, service, halt) { return }
            try await change(id) { $0.halts[service] = halt }
        } catch {
            // Nothing is replaced any more in this pass; the next one finds the same again.
            logger.error("stopped roll-out not saved", metadata: ["error": "\(error)"])
            applications[id]?.wakeAt = now + .seconds(1)
            deadlineChanges.send()
        }
    }

    /// Deploys the version before the one that failed; false when there is none.
    private func takeBack(_ record: ApplicationRecord, _ service: ServiceName, _ halt: RollOutHalt) async throws -> Bool
    {
        let kept = try await versions(of: record.id)
        guard let target = kept.first(where: { $0.version != record.version }),
            applications[record.id]?.record.version == record.version
        else { return false }
        let failed = FailedUpdate(
            version: record.version,
            service: service,
            container: halt.container,
            message: halt.message
        )
        try await deploy(target, on: record, by: "", cause: .failedUpdate) { $0.failedUpdate = failed }
        await note("application.rolledBack", "\(record.name): back to version \(target.version)", record)
        return true
    }

    /// Has updates that were stopped go on: what of them doesn't serve is made anew.
    func retryUpdate(of name: String, _ prepared: PreparedDeploy) async throws {
        let current = try existing(name).record
        let failed = failedContainers(of: current.id)
        try await change(current.id) { record in
            record.halts = [:]
            record.retried = failed
            record.options = prepared.options
            for index in record.spec.services.indices {
                guard let asked = prepared.spec.service(record.spec.services[index].name) else { continue }
                record.spec.services[index].update = asked.update
            }
        }
        await note("application.updated", "\(name): the update to version \(current.version) is tried again", current)
    }

    /// New containers of stopped roll-outs that don't serve; nil for none.
    func failedContainers(of id: ApplicationID) -> Set<ContainerID>? {
        guard let runtime = applications[id] else { return nil }
        let hashes = runtime.record.halts.mapValues(\.hash)
        guard !hashes.isEmpty else { return nil }
        let failed = nodes.values.flatMap { $0.containers.of(runtime.record) }.filter { status in
            guard let slot = status.slot, let hash = hashes[slot.service],
                status.labels[ContainerLabels.configHash] == hash
            else { return false }
            let hasDoneItsWork = status.state == .exited && status.exitCode == 0
            return !status.isServing && !hasDoneItsWork
        }
        return failed.isEmpty ? nil : Set(failed.map(\.id))
    }

    /// The last lines of a failed container's log, as far as they can be had quickly.
    private func lastLines(of halt: RollOutHalt) async -> [String] {
        guard let node = halt.node, let container = halt.id, let engine = nodes[node]?.engine,
            let status = nodes[node]?.containers[container],
            let found = applications.values.first(where: { $0.record.id == status.applicationID })
        else { return [] }
        let hasTerminal = found.state.presentSpec.service(status.slot?.service ?? "")?.tty ?? false
        return await withTaskGroup(of: [String]?.self) { group in
            group.addTask {
                let query = [("stdout", "1"), ("stderr", "1"), ("timestamps", "1"), ("tail", String(Self.logLines))]
                guard let bytes = try? await engine.call("GET", "/containers/\(container)/logs", query: query) else {
                    return []
                }
                var demultiplexer = LogDemultiplexer(container: "", service: "", hasTerminal: hasTerminal)
                return (demultiplexer.take(bytes) + demultiplexer.finish()).map { String($0.text.prefix(200)) }
            }
            group.addTask {
                try? await Task.sleep(for: Self.logTimeout)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next()?.flatMap { $0 } ?? []
        }
    }
}
