//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Testing

@Suite struct NameTests {
    @Test func identifiersAreStringsOnTheWireAlsoAsKeys() throws {
        let ids: [ApplicationID: ServiceName] = ["b": "web", "a": "db"]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(ids)
        #expect(String(decoding: data, as: UTF8.self) == #"{"a":"db","b":"web"}"#)
        #expect(try JSONDecoder().decode([ApplicationID: ServiceName].self, from: data) == ids)
        #expect(NodeID("n1").description == "n1")
        #expect(NodeID("n1") < NodeID("n2"))
    }

    @Test func containersAreNamedByTheirPlace() {
        let spec = ServiceSpec(name: "web", image: "nginx")
        let slot = ContainerSlot(service: "web", number: 3)
        #expect(slot.containerName(application: "shop", spec: spec) == "shop_web_3")
    }

    @Test func aNameOfTheTemplatesGetsANumberFromTheSecondOn() {
        var spec = ServiceSpec(name: "web", image: "nginx")
        spec.containerName = "front"
        let names = (1...3).map {
            ContainerSlot(service: "web", number: $0).containerName(application: "shop", spec: spec)
        }
        #expect(names == ["front", "front_2", "front_3"])
    }

    @Test func slotsAreInTheOrderOfServiceAndNumber() {
        let slots = [("b", 1), ("a", 10), ("a", 2)].map { ContainerSlot(service: ServiceName($0), number: $1) }
        #expect(slots.sorted().map { "\($0.service)\($0.number)" } == ["a2", "a10", "b1"])
    }

    @Test func aProblemIsOneLine() {
        let problem = Problem(
            .error,
            file: "shop.yml",
            line: 12,
            column: 3,
            key: "web.ports",
            message: "'x' is no port",
            remedy: "give a number"
        )
        #expect(problem.description == "shop.yml:12: web.ports: 'x' is no port; give a number")
        #expect(Problem(.warning, message: "what", remedy: "do").description == "what; do")
        #expect(Problem(.warning, message: "what", remedy: "").description == "what")
        #expect(Problem(.error, line: 4, message: "what", remedy: "do").description == "line 4: what; do")
        #expect(Problem(.error, key: "web", message: "what", remedy: "do").description == "web: what; do")
    }
}

@Suite struct ContainerStatusTests {
    @Test(arguments: [
        (ContainerStatus.State.running, ContainerHealth.State.none, true), (.running, .healthy, true),
        (.running, .starting, false), (.running, .unhealthy, false), (.created, .none, false),
        (.paused, .healthy, false), (.restarting, .none, false), (.exited, .healthy, false), (.dead, .none, false),
    ])
    func onlyWhatRunsAndIsWellServes(
        state: ContainerStatus.State,
        health: ContainerHealth.State,
        isServing: Bool
    ) {
        var status = ContainerStatus(id: "1", name: "web", image: "nginx", state: state, created: Timestamp(seconds: 0))
        status.health.state = health
        #expect(status.isServing == isServing)
    }

    @Test func theLabelsSayWhoseItIs() {
        var status = ContainerStatus(
            id: "1",
            name: "web",
            image: "nginx",
            state: .running,
            created: Timestamp(seconds: 0)
        )
        #expect(status.slot == nil)
        #expect(status.applicationID == nil)
        status.labels = [
            ContainerLabels.service: "web", ContainerLabels.number: "2", ContainerLabels.application: "a1",
        ]
        #expect(status.slot == ContainerSlot(service: "web", number: 2))
        #expect(status.applicationID == "a1")
        status.labels[ContainerLabels.number] = "two"
        #expect(status.slot == nil)
    }
}
