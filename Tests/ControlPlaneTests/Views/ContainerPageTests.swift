//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Testing

@Suite struct ContainerPageTests {
    @Test func containersAreChosenAndPaged() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Templates.web(scale: 5), version: "1.0")
            var filter = ContainerFilter()
            filter.project = "shop"
            try await eventually("all run") { [filter] in
                try await plane.containers(id, filter, page: 1, size: 10).running == 5
            }
            let second = try await plane.containers(id, filter, page: 2, size: 2)
            #expect(second.containers.map(\.name) == ["/shop_web_3", "/shop_web_4"])
            #expect(second.total == 5)
            #expect(try await plane.containers(id, filter, page: .max, size: 1_000).containers.isEmpty)
            filter.text = "WEB_5"
            #expect(try await plane.containers(id, filter, page: 1, size: 10).total == 1)
            filter = ContainerFilter()
            filter.state = "exited"
            #expect(try await plane.containers(id, filter, page: 1, size: 10).total == 0)
            let services = try await plane.services(id, nameContains: "shop_web", containers: false)
            #expect(services.map(\.runningCount) == [5])
            #expect(services.allSatisfy { $0.containers == nil })
        }
    }
}
