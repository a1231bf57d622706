//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

extension ClusterController {
    /// Has everything made and started again that isn't there or doesn't run, with what changed since the deploy: the
    /// values of its configuration items, and the images behind the tags that services follow.
    ///
    /// A redeploy that changes what runs is a version of its own, so that it can be taken back.
    ///
    /// - Parameters:
    ///   - name: The application's name.
    ///   - latestImages: Whether all services follow their tags this time.
    ///   - user: Who asks.
    /// - Throws: `ControlPlaneError` when it can't be deployed as it was; nothing is changed then.
    func redeploy(_ name: String, latestImages: Bool, by user: String) async throws {
        let before = try existing(name).record
        try refuseDuringRelease(before)
        let renewed = try await renewed(before, latestImages: latestImages)
        let current = try existing(name).record
        try refuseDuringRelease(current)
        guard current.id == before.id, current.version == before.version, current.template == before.template else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): was deployed anew at the same time; look at it, and redeploy it if that is still wanted"
            )
        }
        guard let renewed else {
            let failed = failedContainers(of: current.id)
            try await change(current.id) { record in
                record.startAnew(at: now)
                record.retried = failed
            }
            await note("application.redeploy", "\(name): redeploy accepted", current)
            return
        }
        try checkKind(of: renewed.spec, current, isBlueGreen: false)
        try checkEntrances(of: renewed.spec)
        try await deploy(renewed, on: current, by: user, cause: .redeploy) { $0.redeployed = now }
        let reason = Self.difference(from: before, to: renewed)
        await note(
            "application.redeploy",
            "\(name): redeploy as version \(renewed.version) accepted: \(reason)",
            current
        )
    }

    /// What the application would be if it were deployed now as it was; nil when that is what it is.
    private func renewed(_ record: ApplicationRecord, latestImages: Bool) async throws -> VersionRecord? {
        var changed = record
        try await configureAnew(&changed)
        changed.pulledImages = try await findImages(of: changed.spec, after: record, followsAll: latestImages)
        guard changed != record else { return nil }
        changed.version = try await nextVersion(of: record)
        return VersionRecord(changed, deployed: now, user: "", cause: .redeploy)
    }

    /// Reads the template again where its configuration items have changed.
    private func configureAnew(_ record: inout ApplicationRecord) async throws {
        guard let uses = record.configurations else { return }
        let names = uses.map(\.name.rawValue)
        let configured = try await configured(names)
        guard configured.uses != uses else { return }
        var request = ProjectRequest(name: record.name.rawValue, template: record.template)
        request.file = record.file.isEmpty ? nil : record.file
        request.environment = record.environment
        request.files = record.files
        var spec = try parse(request, record.name, configured.values).spec
        record.options?.apply(to: &spec)
        let deployed = try await versions(of: record.id).first?.spec ?? record.spec
        record.spec = spec.keepingScales(of: record.spec, deployed: deployed)
        record.configurations = configured.uses
    }

    /// What a redeploy changes, for people.
    private static func difference(from before: ApplicationRecord, to version: VersionRecord) -> String {
        let configurations = (version.configurations ?? []).filter { !(before.configurations ?? []).contains($0) }
        let images = version.spec.services.filter { version.pulledImages?[$0.name] != before.pulledImages?[$0.name] }
        let changes =
            configurations.map { "configuration \($0.name) at version \($0.version)" }
            + images.map { "another image of \($0.image)" }
        return changes.joined(separator: ", ")
    }
}
