//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration
import Scheduling

extension ClusterController {
    /// What deploying a template would change now, and where each container would go and why.
    func plan(_ request: ProjectRequest) async throws -> PlanObject {
        guard let name = request.name else {
            throw ControlPlaneError(.invalid, "name: is missing; give the application a name")
        }
        let current = application(named: ApplicationName(name))?.record
        let prepared = try await prepare(withKeptFiles(request, of: current), name: name, after: current)
        let spec = prepared.spec
        try checkEntrances(of: spec)
        var runtime =
            application(named: spec.name)
            ?? ApplicationRuntime(
                record: ApplicationRecord(
                    id: "planned",
                    spec: spec,
                    template: request.template,
                    file: request.file ?? "",
                    environment: request.environment ?? [:],
                    description: "",
                    version: "",
                    created: now,
                    updated: now,
                    isSystem: false
                )
            )
        var record = runtime.record
        let isUpdate = application(named: spec.name) != nil
        let isBlueGreen = prepared.options.method ?? record.defaultUpdateMethod == .blueGreen
        if isUpdate {
            try refuseDuringRelease(record)
            try checkKind(of: spec, record, isBlueGreen: isBlueGreen)
        }
        let before = record
        record.spec = isUpdate && isBlueGreen ? try Self.sideBySide(record, spec) : spec
        let images = isUpdate && isBlueGreen ? record.pulledImages ?? [:] : [:]
        record.pulledImages = images.merging(prepared.pulledImages ?? [:]) { $1 }
        if isUpdate, !isBlueGreen { record.takeOver(from: before) }
        record.retried = failedContainers(of: record.id)
        record.reschedulesOnUpdate = request.reschedule ?? false
        record.intent = .run
        record.stoppedServices = []
        if spec.job != nil {
            record.job = record.job ?? JobOrders(scheduleFrom: now)
            // What a run would do that began with this template, whatever the present one does.
            runtime.take(runtime.state.job.betweenRuns)
        }
        runtime.update(record)
        let changes = Planner.plan(input(for: runtime, in: clusterView()))
        return PlanObject(changes: changes.map(change), warnings: prepared.warnings)
    }

    private func change(_ planned: PlannedChange) -> PlanObject.Change {
        var change = PlanObject.Change(
            action: planned.kind.rawValue,
            container: planned.containerName,
            service: planned.slot.service.rawValue,
            node: planned.node.flatMap { nodes[$0]?.record.name } ?? "",
            reasons: planned.reasons
        )
        change.refusals = Dictionary(
            planned.refusals.map { ($0.name, $0.reasons.joined(separator: "; ")) },
            uniquingKeysWith: { $1 }
        )
        return change
    }
}
