//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// The API is as its OpenAPI document says.
@Suite(.needsCluster, .sharesCluster)
struct OpenAPITests {
    @Test func schemathesisFindsNothing() async throws {
        // Of a server of its own: what it makes and takes away would disturb the other tests.
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let result = try await Command.run(
            [package.appending(path: "scripts/check-openapi").path, TestEnvironment.programs ?? ""],
            timeLimit: .seconds(600)
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.output.contains("Test cases:"), "\(result)")
    }
}
