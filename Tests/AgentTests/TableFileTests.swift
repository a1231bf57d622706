//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import EngineStub
import Routing
import Testing

@testable import Agent

@Suite struct TableFileTests {
    @Test func tablesOutliveTheAgent() async throws {
        try await withTemporaryDirectory { directory in
            let file = TableFiles(dataDirectory: directory).routes
            #expect(try await file.load() == nil)
            let rule = RouteRule(host: "a.example", path: "/", backend: "b")
            let table = RouteTable(revision: 2, rules: [rule])
            try await file.save(table)
            try await file.save(RouteTable(revision: 1))
            #expect(try await TableFiles(dataDirectory: directory).routes.load() == table)
        }
    }
}
