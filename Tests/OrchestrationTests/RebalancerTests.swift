//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Scheduling
import Testing

@Suite struct RebalancerTests {
    private func world(_ body: (inout ServiceSpec) -> Void = { _ in }) -> World {
        var world = World(
            .sample("web") { service in
                service.scale = 4
                body(&service)
            },
            nodes: 2
        )
        for number in 1...4 {
            world.application.assignments[.web(number)] = "node1"
            world.add("app_web_\(number)", .web(number), on: "node1")
        }
        return world
    }

    @Test func aServiceIsSpreadWithFewMoves() {
        let world = world()
        let moves = Rebalancer.plan([world.application], in: world.cluster)
        #expect(moves.map(\.containerName) == ["app_web_4", "app_web_3"])
        #expect(moves.allSatisfy { $0.from == "node1" && $0.to == "node2" })
        #expect(moves.first?.reason == "node1 has 4 containers of app_web, node2 has 0")
    }

    @Test func placementRulesHold() {
        let world = world { service in
            service.placement.constraints = [PlacementExpression(key: "node", value: "node1")]
        }
        #expect(Rebalancer.plan([world.application], in: world.cluster).isEmpty)
    }
}
