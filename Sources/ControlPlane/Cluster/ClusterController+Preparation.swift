//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Compose
import Model

/// What a request to deploy comes to.
struct PreparedDeploy: Sendable {
    var spec: ApplicationSpec
    var warnings: [Problem]
    var options: UpdateOptions
    /// Nil for none.
    var configurations: [ConfigurationUse]?
    /// The images behind the tags that services follow; nil for none.
    var pulledImages: [ServiceName: String]?
}

extension ClusterController {
    private static let versionLimit = 64
    private static let descriptionLimit = 1_024

    /// Reads a request to deploy, with the configuration items that it names and the images behind the tags that it
    /// follows as they are now.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - name: The application's name.
    ///   - current: What the application is; nil for a new one.
    /// - Returns: What is to be deployed.
    /// - Throws: `ControlPlaneError` with every problem of the template.
    func prepare(
        _ request: ProjectRequest,
        name: String,
        after current: ApplicationRecord?
    ) async throws -> PreparedDeploy {
        try ApplicationNaming.check(name)
        guard (request.description ?? "").unicodeScalars.count <= Self.descriptionLimit else {
            throw ControlPlaneError(
                .invalid,
                "description: is longer than \(Self.descriptionLimit) characters; shorten it"
            )
        }
        guard (request.version ?? "").utf8.count <= Self.versionLimit else {
            throw ControlPlaneError(.invalid, "version: is longer than \(Self.versionLimit) bytes; shorten it")
        }
        let options = try UpdateOptions(request)
        let configured = try await configured(request.configurations ?? [])
        var (spec, warnings) = try parse(request, ApplicationName(name), configured.values)
        options.apply(to: &spec)
        return PreparedDeploy(
            spec: spec,
            warnings: warnings + balancerWarnings(of: spec),
            options: options,
            configurations: configured.uses.isEmpty ? nil : configured.uses,
            pulledImages: try await findImages(of: spec, after: current)
        )
    }

    /// Reads a request's template with the values of its configuration items.
    ///
    /// - Throws: `ControlPlaneError` with every problem of the template.
    func parse(
        _ request: ProjectRequest,
        _ name: ApplicationName,
        _ configured: [String: String]
    ) throws -> (spec: ApplicationSpec, warnings: [Problem]) {
        let result = ComposeParser.parse(
            request.template,
            application: name,
            file: request.file ?? "template",
            variables: configured.merging(request.environment ?? [:]) { $1 },
            files: request.files ?? [:]
        )
        guard let spec = result.application else {
            let count = result.problems.filter { $0.severity == .error }.count
            throw ControlPlaneError(
                .invalid,
                "template: refused for \(count == 1 ? "a problem" : "\(count) problems"); nothing was changed",
                problems: result.problems
            )
        }
        return (spec, result.problems.filter { $0.severity == .warning })
    }
}
