//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser

extension ConfigCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a configuration item from values or from a file of NAME=value lines."
        )

        @Argument var name: String
        @Argument(help: ArgumentHelp("Values of variables.", valueName: "key=value")) var values: [String] = []
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "A file with NAME=value lines, or a JSON object of strings; - for standard input.",
                valueName: "file"
            )
        )
        var file: String?
        @Option(help: "A description for people.") var description: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var request = ConfigurationRequest(name: name)
            request.description = description
            let given = try file.map { try VariableText.variables(in: TextFile.read($0), file: $0) } ?? [:]
            request.variables = try ConfigValues(values, mayRemove: false).applied(to: given)
            let body = request
            let item = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/configurations"
                return try await client.decode(ConfigurationObject.self, "POST", path, json: body)
            }
            try ConfigCall.tell(item, before: nil, options)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Set variables of a configuration item (KEY=VALUE) or take them away (KEY-)."
        )

        @Argument var name: String
        @Argument(help: ArgumentHelp("Values of variables.", valueName: "key=value|key-")) var values: [String] = []
        @Option(help: "A description for people.") var description: String?
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard !values.isEmpty || description != nil else {
                throw ValidationError("nothing is set; write KEY=VALUE, KEY- or --description")
            }
        }

        func run() async throws {
            let values = try ConfigValues(values, mayRemove: true)
            try await options.withClient { client in
                let cluster = try await options.clusterPath(client)
                let item = try await ConfigCall.get(name, client, cluster)
                var change = ConfigurationChange(version: item.version)
                change.variables = try values.applied(to: item.variables ?? [:])
                change.description = description
                let changed = try await ConfigCall.put(change, to: name, client, cluster)
                try ConfigCall.tell(changed, before: item.version, options)
            }
        }
    }

    struct Edit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edit",
            abstract: "Edit all variables of a configuration item as a text.",
            discussion: "The editor is that of the variable VISUAL or EDITOR. The text has a line NAME=value for each "
                + "variable; a value with line breaks is a string of JSON."
        )

        @Argument var name: String
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Take the text from this file, - for standard input, without an editor.",
                valueName: "file"
            )
        )
        var file: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let item = try await options.withClient { client in
                try await ConfigCall.get(name, client, try await options.clusterPath(client))
            }
            guard let file else { return try await edit(item) }
            try await save(VariableText.variables(in: TextFile.read(file), file: file), item)
        }

        private func edit(_ item: ConfigurationObject) async throws {
            let draft = try TextEditor.Draft(VariableText.text(of: item.variables ?? [:]))
            do {
                try TextEditor.edit(draft.path)
                try await save(VariableText.variables(in: TextFile.read(draft.path), file: draft.path), item)
            } catch {
                Output.note("the text is kept: gantry config edit \(name) -f \(draft.path)")
                throw error
            }
            draft.discard()
        }

        private func save(_ variables: [String: String], _ item: ConfigurationObject) async throws {
            var change = ConfigurationChange(version: item.version)
            change.variables = variables
            let body = change
            try await options.withClient { client in
                let changed = try await ConfigCall.put(body, to: name, client, try await options.clusterPath(client))
                try ConfigCall.tell(changed, before: item.version, options)
            }
        }
    }

    struct Rollback: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback",
            abstract: "Give a configuration item the values of an earlier version again."
        )

        @Argument var name: String
        @Argument(help: "The version, as `gantry config versions` lists it.") var version: Int
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let cluster = try await options.clusterPath(client)
                let earlier = try await ConfigCall.get(name, version: version, client, cluster)
                let item = try await ConfigCall.get(name, client, cluster)
                var change = ConfigurationChange(version: item.version)
                change.variables = earlier.variables
                change.description = earlier.description
                let changed = try await ConfigCall.put(change, to: name, client, cluster)
                try ConfigCall.tell(changed, before: item.version, options)
            }
        }
    }
}

/// What a command line sets: `KEY=VALUE`, and `KEY-` for one to be taken away.
struct ConfigValues {
    /// Nil for one that is taken away.
    private var values: [(name: String, value: String?)] = []

    init(_ words: [String], mayRemove: Bool) throws {
        for word in words {
            if let equals = word.firstIndex(of: "="), equals != word.startIndex {
                values.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
            } else if mayRemove, word.hasSuffix("-"), word.count > 1 {
                values.append((String(word.dropLast()), nil))
            } else {
                throw CLIError(
                    "'\(word)': is no KEY=VALUE" + (mayRemove ? " and no KEY-; write one of them" : "; write one")
                )
            }
        }
    }

    /// - Throws: `CLIError` when one that isn't there is to be taken away.
    func applied(to variables: [String: String]) throws -> [String: String] {
        var variables = variables
        for (name, value) in values {
            guard value != nil || variables[name] != nil else {
                throw CLIError(
                    "\(name): is no variable of the configuration, so it can't be taken away; leave out \(name)-"
                )
            }
            variables[name] = value
        }
        return variables
    }
}
