//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import FoundationEssentials
import Testing

@testable import CLI

@Suite struct ConfigCommandTests {
    @Test func valuesAreSetAndTakenAway() throws {
        let values = try ConfigValues(["A=1", "B=x=y", "C=", "D-", "A=2"], mayRemove: true)
        #expect(try values.applied(to: ["B": "0", "D": "4", "E": "5"]) == ["A": "2", "B": "x=y", "C": "", "E": "5"])
        let error = #expect(throws: CLIError.self) { try values.applied(to: [:]) }
        #expect(error?.description.hasPrefix("D: is no variable of the configuration") == true)
    }

    @Test(arguments: [("A", true), ("=1", true), ("-", true), ("A-", false)])
    func whatSetsNothingIsRefused(word: String, mayRemove: Bool) {
        let error = #expect(throws: CLIError.self) { try ConfigValues([word], mayRemove: mayRemove) }
        #expect(error?.description.hasPrefix("'\(word)': is no KEY=VALUE") == true)
    }

    @Test func theCommandsTakeTheirOptions() throws {
        let create = try ConfigCommand.Create.parse(["shop", "A=1", "-f", "x.env", "--description", "d"])
        #expect(create.name == "shop" && create.values == ["A=1"] && create.file == "x.env")
        #expect(try ConfigCommand.Set.parse(["shop", "A=1", "B-"]).values == ["A=1", "B-"])
        #expect(throws: (any Error).self) { try ConfigCommand.Set.parse(["shop"]) }
        #expect(try ConfigCommand.Inspect.parse(["shop", "--version", "3"]).version == 3)
        #expect(try ConfigCommand.Remove.parse(["shop", "--force"]).force)
        #expect(try ConfigCommand.Rollback.parse(["shop", "3"]).version == 3)
    }

    @Test func aListShowsWhoRunsWithWhat() {
        var item = ConfigurationObject(name: "shop", region: "local", version: 3)
        item.variableCount = 2
        item.users = [
            .init(cluster: "test", project: "new", version: 3), .init(cluster: "test", project: "old", version: 1),
        ]
        let row = item.row(TerminalStyle(noColor: true))
        #expect(row == ["shop", "3", "2", "new,old (version 1)", "", ""])
        #expect(row.count == ConfigurationObject.headings.count)
    }

    @Test func theEditorIsThatOfTheUser() throws {
        let draft = try TextEditor.Draft("A=1\n")
        defer { draft.discard() }
        let mode = try FileManager.default.attributesOfItem(atPath: draft.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try TextEditor.edit(draft.path, environment: ["EDITOR": "false", "VISUAL": "sed -i s/1/2/"])
        #expect(try TextFile.read(draft.path) == "A=2\n")
        let error = #expect(throws: CLIError.self) {
            try TextEditor.edit(draft.path, environment: ["EDITOR": "false"])
        }
        #expect(error?.description.hasPrefix("false: failed") == true)
    }
}
