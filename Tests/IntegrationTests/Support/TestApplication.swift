//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// An application of one test.
struct TestApplication: Sendable {
    let name: String

    /// Runs a body with an application's name, and removes the application whatever happens.
    static func with<Result: Sendable>(
        _ name: String,
        _ body: (TestApplication) async throws -> Result
    ) async throws -> Result {
        let application = TestApplication(name: name)
        do {
            let result = try await body(application)
            try await application.remove()
            return result
        } catch {
            // What led to the failure tells more than a second one.
            await Task { try? await application.remove() }.value
            throw error
        }
    }

    /// Runs a body with an application that is deployed and runs.
    static func deployed<Result: Sendable>(
        _ name: String,
        _ template: String,
        _ body: (TestApplication) async throws -> Result
    ) async throws -> Result {
        try await with(name) { application in
            try await application.deploy(template)
            return try await body(application)
        }
    }

    /// Deploys a template and waits until the application runs.
    func deploy(_ template: String, _ options: String...) async throws {
        let result = try await tryDeploy(template, options)
        guard result.status == 0 else { throw CommandFailure(description: "\(result)") }
    }

    /// Deploys a template, which may fail.
    func tryDeploy(
        _ template: String,
        _ options: [String] = [],
        files: [String: String] = [:]
    ) async throws -> CommandResult {
        try await TemplateFile.with(template, files: files) { path in
            try await Command.run(
                [Gantry.program, "app", "deploy", name, "-f", path, "--timeout", "90"] + options
            )
        }
    }

    /// Removes the application with its volumes.
    func remove() async throws {
        let result = try await Gantry.run("app", "rm", name, "--volumes")
        guard result.status == 0 || result.error.contains("Not Found") else {
            throw CommandFailure(description: "\(result)")
        }
    }

    func containers() async throws -> [ContainerObject] { try await Gantry.containers(of: name) }

    /// A container, by service and number.
    func container(_ service: String, _ number: Int = 1) async throws -> ContainerObject {
        let wanted = "\(name)_\(service)_\(number)"
        return try #require(try await containers().first { $0.plainName == wanted }, "\(wanted) is not there")
    }

    func project() async throws -> Project { try await Gantry.json(Project.self, "app", "inspect", name) }

    /// Waits until the application runs with this many containers, and returns them.
    @discardableResult
    func runs(
        with count: Int,
        within limit: Duration = .seconds(40),
        _ isWanted: ([ContainerObject]) -> Bool = { _ in true }
    ) async throws -> [ContainerObject] {
        try await eventually(within: limit, "\(name) with \(count) containers") {
            (state: try await project().currentState, containers: try await containers())
        } until: { seen in
            seen.state == "running" && seen.containers.count == count && seen.containers.allSatisfy(\.running)
                && seen.containers.allSatisfy { $0.health == "none" || $0.health == "healthy" }
                && isWanted(seen.containers)
        }
        .containers
    }

    /// The containers that the engines have of this application, by node: what is there, whatever the server believes.
    ///
    /// With a state, such as `running`, only those in it.
    func onEngines(
        nodes: [String] = TestEnvironment.nodes,
        state: String? = nil
    ) async throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for node in nodes {
            let text = try await Docker.run(
                on: node,
                "ps",
                state.map { "--filter=status=\($0)" } ?? "--all",
                "--filter",
                "label=com.docker.compose.project=\(name)",
                "--format",
                "{{.Names}}"
            )
            // Names of links are listed beside the container's own.
            found[node] = text.split(separator: "\n").map { String($0.split(separator: ",").first ?? "") }.sorted()
        }
        return found
    }
}

/// A template in a file of its own, with others beside it.
enum TemplateFile {
    static func with<Result>(
        _ text: String,
        name: String = "template.yml",
        files: [String: String] = [:],
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        for (name, content) in files { try Data(content.utf8).write(to: folder.appending(path: name)) }
        return try await body(file.path)
    }
}
