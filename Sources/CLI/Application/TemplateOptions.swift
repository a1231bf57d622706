//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import Compose
import FoundationEssentials

/// The template of an application and the values of its variables.
struct TemplateOptions: ParsableArguments {
    /// What the server takes at most, so that a wrong file is noticed here.
    private static let sizeLimit = 1 << 20

    @Option(name: .shortAndLong, help: ArgumentHelp("The template; - for standard input.", valueName: "file"))
    var file: String

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp("A value for a variable of the template.", valueName: "key=value")
    )
    var variables: [String] = []

    @Option(help: ArgumentHelp("A file of KEY=VALUE lines for the template's variables.", valueName: "file"))
    var envFile: String?

    /// The request that deploys the template.
    func request(name: String) throws -> ProjectRequest {
        let text: String
        if file == "-" {
            var lines: [String] = []
            while let line = readLine(strippingNewline: false) { lines.append(line) }
            text = lines.joined()
        } else {
            text = try Self.read(file)
        }
        var request = ProjectRequest(name: name, template: text)
        request.file = file == "-" ? "standard input" : file
        var values: [String: String] = [:]
        if let envFile {
            for line in try Self.read(envFile).split(whereSeparator: \.isNewline) {
                let line = line.drop { $0 == " " || $0 == "\t" }
                guard !line.isEmpty, !line.hasPrefix("#") else { continue }
                try Self.take(String(line), from: envFile, into: &values)
            }
        }
        for variable in variables { try Self.take(variable, from: "-e", into: &values) }
        request.environment = values
        let references = ComposeParser.references(in: text, variables: values)
        if !references.isEmpty {
            request.files = try TemplateFileReader(template: file == "-" ? nil : file).read(references)
        }
        return request
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

    private static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CLIError("\(path): can't be read; check the path and its permissions")
        }
        guard data.count <= sizeLimit else {
            throw CLIError("\(path): is larger than 1 MiB; a template is not that long")
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw CLIError("\(path): is not UTF-8 text")
        }
        return text
    }
}
