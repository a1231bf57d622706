//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// The guide's templates are planned without others, which may have their addresses.
@Suite(.needsCluster, .hasClusterAlone)
struct PlanTests {
    private static let variables = ["size=2", "POSTGRES_VERSION=latest", "APPONE_PEM=one", "APPTWO_PEM=two"]

    @Test(arguments: Templates.referenceNames)
    func everyTemplateHasAPlanThatChangesNothing(name: String) async throws {
        let template = try Templates.reference(name)
        try await TestApplication.with("plan-\(name)") { application in
            let plan = try await TemplateFile.with(template) { path in
                let options = Self.variables.flatMap { ["-e", $0] }
                return try await Command.run([Gantry.program, "app", "plan", application.name, "-f", path] + options)
            }
            #expect(plan.status == 1, "\(plan)")
            #expect(plan.output.contains("+ create \(application.name)_") && plan.output.contains("Plan: "), "\(plan)")
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
        }
    }
}
