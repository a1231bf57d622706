//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Compose
import Model

extension ClusterController {
    /// Has everything made and started again that isn't there or doesn't run, with what changed since the deploy: the
    /// values of its configuration items.
    ///
    /// A redeploy that changes what runs is a version of its own, so that it can be taken back.
    func redeploy(_ name: String, by user: String) async throws {
        let before = try existing(name).record
        try refuseDuringRelease(before)
        let renewed = try await renewed(before)
        let current = try existing(name).record
        try refuseDuringRelease(current)
        guard current.id == before.id, current.version == before.version, current.template == before.template else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): was deployed anew at the same time; look at it, and redeploy it if that is still wanted"
            )
        }
        guard let renewed else {
            try await change(current.id) { record in
                record.redeployed = now
                record.halts = [:]
                record.intent = .run
                record.stoppedServices = []
            }
            await note("application.redeploy", "\(name): redeploy accepted", current)
            return
        }
        try checkRoutes(of: renewed.spec)
        try await deploy(renewed, on: current, by: user, cause: .redeploy) { $0.redeployed = now }
        let reason = Self.difference(from: before, to: renewed)
        await note(
            "application.redeploy",
            "\(name): redeploy as version \(renewed.version) accepted: \(reason)",
            current
        )
    }

    /// What the application would be if it were deployed now as it was; nil when that is what it is.
    private func renewed(_ record: ApplicationRecord) async throws -> VersionRecord? {
        guard let uses = record.configurations else { return nil }
        let names = uses.map(\.name.rawValue)
        guard try await configured(names).uses != uses else { return nil }
        var request = ProjectRequest(name: record.name.rawValue, template: record.template)
        request.file = record.file.isEmpty ? nil : record.file
        request.environment = record.environment
        request.files = record.files
        request.configurations = names
        let prepared = try await prepare(request, name: record.name.rawValue)
        var spec = prepared.spec
        record.options?.apply(to: &spec)
        let kept = try await versions(of: record.id)
        var changed = record
        changed.spec = spec.keepingScales(of: record.spec, deployed: kept.first?.spec ?? record.spec)
        changed.configurations = prepared.configurations
        changed.version = try await nextVersion(of: record)
        return VersionRecord(changed, deployed: now, user: "", cause: .redeploy)
    }

    /// What a redeploy changes, for people.
    private static func difference(from before: ApplicationRecord, to version: VersionRecord) -> String {
        let old = before.configurations ?? []
        let changes = (version.configurations ?? []).filter { !old.contains($0) }
        return changes.map { "configuration \($0.name) at version \($0.version)" }.joined(separator: ", ")
    }
}
