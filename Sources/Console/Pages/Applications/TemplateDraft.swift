//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// What a form about a template holds: an application that is to be deployed.
struct TemplateDraft: Sendable, Hashable {
    /// What the fields of variables are called by, before their names.
    static let variablePrefix = "variable-"
    /// What the fields of files are called by, before their paths.
    static let filePrefix = "file-"

    var name = ""
    var template = ""
    var version = ""
    var description = ""
    var configurations: [String] = []
    var variables: [String: String] = [:]
    /// The texts of files that the template names, by their paths.
    var files: [String: String] = [:]
    /// The files that stay as they run.
    var keptFiles: [String] = []
    var latestImage = false
    /// `rolling` or `blue-green`; empty for what the template says.
    var updateMethod = ""
    /// `pause`, `continue` or `rollback`; empty for what the template says.
    var failureAction = ""

    init() {}

    /// What a browser sent.
    init(_ form: FormValues) {
        name = form["name"]
        template = form.raw("template")
        version = form["version"]
        description = form["description"]
        configurations = form.all("configuration")
        for field in form.names where field.hasPrefix(Self.variablePrefix) {
            let value = form.raw(field)
            // One that is left empty has the template's default, or none.
            if !value.isEmpty { variables[String(field.dropFirst(Self.variablePrefix.count))] = value }
        }
        for field in form.names where field.hasPrefix(Self.filePrefix) {
            let text = form.raw(field)
            if !text.isEmpty { files[String(field.dropFirst(Self.filePrefix.count))] = text }
        }
        latestImage = form.isOn("latest")
        updateMethod = form["method"]
        failureAction = form["failure"]
    }

    /// What runs of an application, to be changed.
    init(_ project: Project) {
        name = project.name
        template = project.template
        description = project.description
        configurations = project.configurations?.map(\.name.rawValue) ?? []
        variables = project.environment
        for name in ["COMPOSE_PROJECT_NAME", "ACS_PROJECT_VERSION", "ACS_DEFAULT_DOMAIN"] { variables[name] = nil }
    }

    /// The files beside it that the template names.
    ///
    /// - Parameters:
    ///   - page: The page.
    ///   - application: The application that it changes; nil for a new one.
    /// - Returns: In the order of the template.
    /// - Throws: `APIRefusal`.
    func namedFiles(_ page: PageRequest, of application: String?) async throws -> [TemplateFileObject] {
        var request = TemplateFilesRequest(template: template)
        request.environment = variables
        request.configurations = configurations
        request.project = application
        return try await page.api.post("/clusters/\(page.cluster)/projects/files", json: request)
    }

    /// What the API is asked for.
    func request(isUpdate: Bool) -> ProjectRequest {
        var request = ProjectRequest(name: isUpdate ? nil : name, template: template)
        request.version = version.isEmpty ? nil : version
        request.description = description
        request.environment = variables
        request.configurations = configurations.isEmpty ? nil : configurations
        request.files = files.isEmpty ? nil : files
        request.keptFiles = keptFiles.isEmpty ? nil : keptFiles
        request.latestImage = latestImage ? true : nil
        if isUpdate {
            request.updateMethod = updateMethod.isEmpty ? nil : updateMethod
            request.failureAction = failureAction.isEmpty ? nil : failureAction
        }
        return request
    }
}
