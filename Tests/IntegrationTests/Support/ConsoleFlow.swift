//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// A flow of Tests/Browser, in headless Chromium at the cluster's console.
enum ConsoleFlow {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where flows keep what pages look like.
    static let screenshots = package.appending(path: ".build/screenshots")

    static func run(_ name: String) async throws {
        let result = try await Command.run(
            [
                "/var/cache/gantry/python/bin/python", package.appending(path: "Tests/Browser/main.py").path, name,
                "--server", TestEnvironment.server,
                "--password-file", TestEnvironment.stateDirectory + "/server/admin-password",
                "--cluster", "local", "--front-door", TestEnvironment.frontDoor,
                "--screenshots", screenshots.path,
            ],
            environment: ["PYTHONDONTWRITEBYTECODE": "1"],
            timeLimit: .seconds(240)
        )
        #expect(result.status == 0, "\(result)")
        if result.status != 0 { try await removeApplications() }
    }

    /// What a flow that broke off has left would be in the way of the tests that come after it.
    private static func removeApplications() async throws {
        for application in try await Gantry.json([Project].self, "app", "ls")
        where application.name.hasPrefix("console") {
            _ = try await Gantry.run("app", "rm", application.name, "--volumes")
        }
    }
}
