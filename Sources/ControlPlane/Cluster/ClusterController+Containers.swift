//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension ClusterController {
    /// Sends a signal to the running containers of an application, or of one service of it.
    func kill(project: String, service: ServiceName?, signal: String) async throws {
        guard !signal.isEmpty, signal.utf8.count <= 16,
            signal.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || $0 == 43 || $0 == 45 })
        else {
            throw ControlPlaneError(.invalid, "signal '\(signal.prefix(40))': is none; give one such as KILL or HUP")
        }
        try await forEachContainer(of: existing(project), service: service) { runner, status in
            try await runner.kill(status.id, signal: signal)
        }
    }

    /// Restarts the containers of a service, each with its time to stop.
    func restart(_ serviceID: String) async throws {
        let (application, service) = try existingService(serviceID)
        try await forEachContainer(of: application, service: service.name) { runner, status in
            try await runner.restart(status.id, timeoutSeconds: service.stopGraceSeconds ?? 10)
        }
    }

    private func forEachContainer(
        of application: ApplicationRuntime,
        service: ServiceName?,
        _ body: @escaping @Sendable (ContainerRunner, ContainerStatus) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes.values {
                guard let engine = node.engine else { continue }
                for status in node.containers.of(application.record)
                where status.state == .running && (service == nil || status.slot?.service == service) {
                    group.addTask { try await body(ContainerRunner(engine: engine), status) }
                }
            }
            try await group.waitForAll()
        }
    }
}
