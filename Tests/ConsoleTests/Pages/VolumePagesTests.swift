//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct VolumePagesTests {
    private let api = FakeAPI()

    init() {
        let volumes: [JSONValue] = [
            [
                "Name": "data", "Driver": "local", "Node": "node1", "CreatedAt": "",
                "Refs": [["Name": "/shop_db_1", "ID": "x"]],
            ],
            ["Name": "shared", "Driver": "nfs", "Node": "node1"],
        ]
        api.answer("GET /clusters/prod/docker/volumes", JSONValue.object(["Volumes": .array(volumes)]))
    }

    @Test func theListSaysWhoUsesThem() async throws {
        let page = try await api.get("/console/clusters/prod/volumes")
        #expect(page.body.contains(">shop_db_1</a>"))
        #expect(page.body.contains("/console/clusters/prod/volumes/node1%2Fdata/delete"))
        #expect(page.body.contains("/console/clusters/prod/volumes/shared/delete"))
        let unused = try await api.get("/console/clusters/prod/volumes?use=unused")
        #expect(unused.body.contains("shared") && !unused.body.contains("shop_db_1"))
    }

    @Test func deletingNamesTheNodeOfALocalOne() async throws {
        let question = try await api.get("/console/clusters/prod/volumes/node1%2Fdata/delete")
        #expect(question.body.contains("shop_db_1"))
        api.answer("DELETE /clusters/prod/docker/volumes/node1/data", "")
        let page = try await api.post("/console/clusters/prod/volumes/node1%2Fdata/delete")
        #expect(page.location == "/console/clusters/prod/volumes")
    }
}
