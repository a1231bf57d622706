//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import Compose
import FoundationEssentials

/// The template of an application and the values of its variables.
struct TemplateOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The template; - for standard input.", valueName: "file"))
    var file: String

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("A value for a variable of the template.", valueName: "key=value")
    )
    var variables: [String] = []

    @Option(help: ArgumentHelp("A file of KEY=VALUE lines for the template's variables.", valueName: "file"))
    var envFile: String?

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "A configuration item with values for the template's variables; can be given several times.",
            valueName: "name"
        )
    )
    var configurations: [String] = []

    /// The request that deploys the template, with the files that it names.
    ///
    /// Where configuration items have a say in their paths, `completed` finds them.
    func request(name: String) throws -> ProjectRequest {
        let text = try TextFile.read(file)
        var request = ProjectRequest(name: name, template: text)
        request.file = file == "-" ? "standard input" : file
        var values: [String: String] = [:]
        if let envFile {
            for line in try TextFile.read(envFile).split(whereSeparator: \.isNewline) {
                let line = line.drop { $0 == " " || $0 == "\t" }
                guard !line.isEmpty, !line.hasPrefix("#") else { continue }
                try Self.take(String(line), from: envFile, into: &values)
            }
        }
        for variable in variables { try Self.take(variable, from: "-e", into: &values) }
        request.environment = values
        if configurations.isEmpty {
            request.files = try files(of: request, configured: [:])
        } else {
            request.configurations = configurations
        }
        return request
    }

    /// The request with the files whose paths the server's configuration items have a say in.
    func completed(_ request: ProjectRequest, _ client: APIClient, _ cluster: String) async throws -> ProjectRequest {
        guard !configurations.isEmpty else { return request }
        var values: [String: String] = [:]
        for item in configurations {
            values.merge(try await ConfigCall.get(item, client, cluster).variables ?? [:]) { $1 }
        }
        var request = request
        request.files = try files(of: request, configured: values)
        return request
    }

    private func files(of request: ProjectRequest, configured: [String: String]) throws -> [String: String]? {
        let values = configured.merging(request.environment ?? [:]) { $1 }
        let references = ComposeParser.references(in: request.template, variables: values)
        guard !references.isEmpty else { return nil }
        return try TemplateFileReader(template: file == "-" ? nil : file).read(references)
    }

    private static func take(_ text: String, from place: String, into values: inout [String: String]) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            // As with docker: a name alone takes the value of this shell's variable.
            guard let value = Environment.variables[text] else {
                throw CLIError("\(place): '\(text)' is no KEY=VALUE, and this shell has no variable of that name")
            }
            values[text] = value
            return
        }
        values[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
}
