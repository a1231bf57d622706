//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Model
import Testing

/// Configuration items: named values for templates' variables.
@Suite(.needsCluster, .sharesCluster)
struct ConfigurationTests {
    /// Removes a configuration item whatever happens.
    private func with(_ name: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            // What led to the failure tells more than a second one.
            await Task { _ = try? await Gantry.run("config", "rm", name, "--force") }.value
            throw error
        }
        try await Gantry.succeed("config", "rm", name)
    }

    private func item(_ name: String) async throws -> ConfigurationObject {
        try await Gantry.json(ConfigurationObject.self, "config", "inspect", name)
    }

    @Test func anEditIsAppliedByTheRedeploy() async throws {
        try await with("sizes") {
            let made = try await Gantry.succeed("config", "create", "sizes", "size=1", "--description", "how many")
            #expect(made == "configuration sizes: version 1\n")
            // The template of the guide, whose scale is the variable.
            let template = try Templates.reference(
                "config-scale",
                ["command: 'top -b'": "command: 'top -b'\n  stop_signal: SIGKILL"]
            )
            try await TestApplication.with("configured") { application in
                let without = try await application.tryDeploy(template)
                #expect(without.status == 1, "\(without)")
                #expect(
                    without.error.contains("the variable size has no value; give it one with -e size=…"),
                    "\(without)"
                )
                try await application.deploy(template, "--config", "sizes")
                try await application.runs(with: 1)

                let set = try await Gantry.run("config", "set", "sizes", "size=3")
                #expect(set.status == 0 && set.output == "configuration sizes: version 2\n", "\(set)")
                #expect(
                    set.error
                        == "configured in cluster local runs with version 1 until `gantry app redeploy configured`\n"
                )
                #expect(try await application.containers().count == 1)
                let table = try await Gantry.succeed("config", "ls")
                #expect(table.contains("configured (version 1)"), "\(table)")
                let used = try await Gantry.run("config", "rm", "sizes")
                #expect(used.status == 1 && used.error.contains("is used by configured in cluster local"), "\(used)")

                try await Gantry.succeed("app", "redeploy", "configured")
                try await application.runs(with: 3)
                #expect(try await application.project().configurations == [ConfigurationUse(name: "sizes", version: 2)])
                #expect(try await item("sizes").users.map(\.version) == [2])

                try await Gantry.succeed("app", "rollback", "configured")
                try await application.runs(with: 1)
            }
        }
    }

    @Test func itemsAreEditedAsTexts() async throws {
        try await with("texts") {
            try await Gantry.succeed(
                "config",
                "create",
                "texts",
                "-f",
                "-",
                input: "# values\nA=1\nB=\"two\\nlines\"\n"
            )
            #expect(try await item("texts").variables == ["A": "1", "B": "two\nlines"])
            let edited = try await Command.run(
                [Gantry.program, "config", "edit", "texts"],
                environment: ["EDITOR": "sed -i s/A=1/A=2/"]
            )
            #expect(edited.status == 0, "\(edited)")
            #expect(try await item("texts").variables == ["A": "2", "B": "two\nlines"])
            let unchanged = try await Command.run(
                [Gantry.program, "config", "edit", "texts"],
                environment: ["EDITOR": "true"]
            )
            #expect(unchanged.status == 0 && unchanged.error.contains("nothing was changed"), "\(unchanged)")
            try await Gantry.succeed("config", "edit", "texts", "-f", "-", input: "{\"C\": \"3\"}")
            try await Gantry.succeed("config", "rollback", "texts", "1")
            let versions = try await Gantry.json([ConfigurationVersionObject].self, "config", "versions", "texts")
            #expect(versions.map(\.version) == [4, 3, 2, 1])
            #expect(versions.map(\.changes) == [["A", "B", "C"], ["A", "B", "C"], ["A"], ["A", "B"]])
            let wrong = try await Gantry.run("config", "edit", "texts", "-f", "-", input: "A=1\nnothing\n")
            #expect(wrong.status == 1 && wrong.error.contains("-:2: is no NAME=value"), "\(wrong)")
            let missing = try await Gantry.run("config", "inspect", "nothing")
            #expect(missing.status == 1 && missing.error.contains("there is no configuration 'nothing'"), "\(missing)")
        }
    }
}
