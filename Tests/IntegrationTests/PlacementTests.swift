//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Expressions that choose nodes, as engines and the scheduler understand them together.
@Suite(.needsCluster, .sharesCluster)
struct PlacementTests {
    @Test func oneNodeByItsName() async throws {
        let template = Templates.idle(scale: 2, environment: ["constraint:node==node2", "SHOWN=1"])
        try await TestApplication.with("placed") { application in
            let plan = try await TemplateFile.with(template) { path in
                try await Gantry.run("app", "plan", "placed", "-f", path)
            }
            #expect(plan.status == 1 && plan.output.contains("+ create placed_idle_1 on node2"), "\(plan)")
            #expect(plan.output.contains("the only node that can take it"), "\(plan)")
            #expect(plan.output.contains("Plan: 2 to create."), "\(plan)")
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))

            try await application.deploy(template)
            let containers = try await application.runs(with: 2)
            #expect(containers.map(\.nodeName) == ["node2", "node2"])
            let variables = try await Docker.inspect(on: "node2", containers[0].id, "{{.Config.Env}}")
            #expect(variables.contains("SHOWN=1") && !variables.contains("constraint"), "\(variables)")
            let again = try await TemplateFile.with(template) { path in
                try await Gantry.run("app", "plan", "placed", "-f", path)
            }
            #expect(again.status == 0, "\(again)")
        }
    }

    @Test func labelsOfNodes() async throws {
        try await withLabel("placement-tier=gold", on: "node3") {
            let template = Templates.idle(scale: 2, environment: ["constraint:placement-tier==gold"])
            try await TestApplication.deployed("labelled", template) { application in
                let containers = try await application.runs(with: 2)
                #expect(containers.map(\.nodeName) == ["node3", "node3"])
            }
        }
    }

    @Test func nowhere() async throws {
        let template = Templates.idle(environment: ["constraint:placement-rack==7"])
        try await TestApplication.with("nowhere") { application in
            let result = try await application.tryDeploy(template)
            #expect(result.status == 2, "\(result)")
            #expect(result.error.contains("constraint:placement-rack==7"), "\(result)")
            #expect(result.error.contains("it has no label placement-rack"), "\(result)")
            for node in TestEnvironment.nodes { #expect(result.error.contains(node), "\(result)") }
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))

            let plan = try await TemplateFile.with(template) { path in
                try await Gantry.json(PlanObject.self, status: 1, "app", "plan", "nowhere-else", "-f", path)
            }
            let refusals = try #require(plan.changes.first).refusals
            #expect(refusals.keys.sorted() == TestEnvironment.nodes, "\(plan)")
            #expect(refusals.values.allSatisfy { $0.contains("placement-rack") }, "\(plan)")

            // It is made as soon as there is a node for it.
            try await withLabel("placement-rack=7", on: "node1") {
                let containers = try await application.runs(with: 1)
                #expect(containers.map(\.nodeName) == ["node1"])
            }
        }
    }

    @Test func whereAnImageIs() async throws {
        let image = "placement-only:1"
        let docker = ["docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: "node3")]
        try await Command.succeed(
            ["sh", "-c", "tar -c -T /dev/null | \((docker + ["import", "-", image]).joined(separator: " "))"]
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await runsWhere(image))
        } catch {
            result = .failure(error)
        }
        try await Command.succeed(docker + ["image", "rm", image])
        try result.get()
    }

    private func runsWhere(_ image: String) async throws {
        let template = Templates.idle(scale: 2, environment: ["affinity:image==\(image)"])
        try await TestApplication.with("imaged") { application in
            // The node tells of its new image a moment later, and what waits for one is placed then.
            try await application.deploy(template, "--detach")
            let containers = try await application.runs(with: 2)
            #expect(containers.map(\.nodeName) == ["node3", "node3"])
        }
    }

    /// Runs a body while a node has a label.
    private func withLabel(_ label: String, on node: String, _ body: () async throws -> Void) async throws {
        try await Gantry.succeed("node", "label", node, label)
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await Gantry.succeed("node", "label", node, String(label.prefix { $0 != "=" }) + "-")
        try result.get()
    }
}
