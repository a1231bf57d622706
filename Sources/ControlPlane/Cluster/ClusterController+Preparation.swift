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

    /// The request with the text of the files that it keeps of the running version.
    ///
    /// - Throws: `ControlPlaneError` when the running version hasn't one of them.
    func withKeptFiles(_ request: ProjectRequest, of current: ApplicationRecord?) throws -> ProjectRequest {
        var complete = request
        for path in Set(request.keptFiles ?? []) where complete.files?[path] == nil {
            guard let text = current?.files?[path] else {
                throw ControlPlaneError(
                    .invalid,
                    "kept_files: there is no file '\(path.prefix(200))' in what runs; give its text in files"
                )
            }
            complete.files = (complete.files ?? [:]).merging([path: text]) { $1 }
        }
        return complete
    }

    /// The files beside a template that it names, those of the running version among them.
    func files(of request: TemplateFilesRequest) async throws -> [TemplateFileObject] {
        let current = try request.project.map { try existing($0).record }
        let configured = try await configured(request.configurations ?? []).values
        let variables = configured.merging(request.environment ?? [:]) { $1 }
        return ComposeParser.references(in: request.template, variables: variables).map { file in
            TemplateFileObject(
                path: file.path,
                line: file.line,
                isRequired: file.isRequired,
                isStored: current?.files?[file.path] != nil
            )
        }
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
