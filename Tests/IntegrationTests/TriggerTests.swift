//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Triggers, called as registries and alarms call them: with nothing but their address.
@Suite(.needsCluster, .sharesCluster)
struct TriggerTests {
    private func call(_ url: String, _ options: String...) async throws -> String {
        try await Command.succeed(["curl", "--silent", "--show-error", "--insecure", "--fail"] + options + [url])
    }

    private func create(_ words: String...) async throws -> String {
        let url = try await Command.succeed([Gantry.program, "trigger", "create"] + words)
        return String(url.filter { !$0.isNewline })
    }

    @Test func aTriggerRedeploysAndAnotherScales() async throws {
        try await TestApplication.deployed("trigger", Templates.idle()) { application in
            let scaling = try await create("trigger", "--scale", "idle")
            #expect(try await call(scaling + "&type=scale_out&step=2").contains("\"scale\":3"))
            try await application.runs(with: 3)
            #expect(try await call(scaling + "&type=scale_in&step=1", "--data", "").contains("\"scale\":2"))
            try await application.runs(with: 2)

            let redeploy = try await create("trigger", "--image", "library/busybox")
            let push = { (name: String) in
                #"{"push_data":{"tag":"latest"},"repository":{"namespace":"library","name":"\#(name)"}}"#
            }
            #expect(try await call(redeploy, "--data", push("nginx")).contains("ignored"))
            let before = try await Gantry.succeed("app", "events", "trigger")
            #expect(!before.contains("redeploy"), "\(before)")
            #expect(try await call(redeploy, "--data", push("busybox")).contains("accepted"))
            try await eventually("the redeploy's event") {
                try await Gantry.succeed("app", "events", "trigger")
            } until: {
                $0.contains("redeploy")
            }
            try await application.runs(with: 2)

            let triggers = try await Gantry.json([TriggerObject].self, "trigger", "ls", "trigger")
            #expect(triggers.map(\.action).sorted() == ["redeploy", "scaling"])
            for trigger in triggers { try await Gantry.succeed("trigger", "rm", trigger.id) }
            let revoked = try await Command.run(["curl", "--silent", "--insecure", "--fail", redeploy])
            #expect(revoked.status == 22, "\(revoked)")
        }
    }
}
