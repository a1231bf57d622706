//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct ClusterViewTests {
    @Test func containerOfOneNameCountsOnce() throws {
        var view = ClusterView(["node1"])
        view.add(.sample("web", 1, mebibytes: 100), on: "node1")
        view.add(.sample("web", 1, cpuMillis: 500, mebibytes: 80, ports: [PortKey(ContainerPort(80))]), on: "node1")
        let node = try #require(view.node("node1"))
        #expect(node.containers.count == 1)
        #expect(node.reservedMemoryBytes == 100 * mebibyte)
        #expect(node.reservedCPUMillis == 500)
        #expect(node.holder(of: PortKey(ContainerPort(80)), except: "") == "app_web_1")
    }

    @Test func removingUndoesAdding() throws {
        var view = ClusterView(["node1", "node2"])
        view.add(.sample("web", 1, mebibytes: 100, ports: [PortKey(ContainerPort(80))]), on: "node1")
        view.remove("app_web_1", on: "node1")
        view.remove("app_web_1", on: "node1")
        view.add(.sample("web", 1), on: "elsewhere")
        let node = try #require(view.node("node1"))
        #expect(node.containers.isEmpty)
        #expect(node.reservedMemoryBytes == 0)
        #expect(node.holder(of: PortKey(ContainerPort(80)), except: "") == nil)
        #expect(view.place([.sample("web", 1)]) == ["node1"])
    }

    @Test func specTellsWhatIsReserved() {
        var spec = ServiceSpec(name: "web", image: "nginx")
        spec.ports = [
            PortMapping(container: ContainerPort(80), hostPort: 8_080, hostIP: "10.0.0.1"),
            PortMapping(container: ContainerPort(53, .udp)),
        ]
        spec.expose = [ContainerPort(9_000)]
        let slot = ContainerSlot(service: "web", number: 2)
        func reservation() -> ContainerReservation {
            ContainerReservation(application: "app", service: spec, slot: slot)
        }
        #expect(reservation().name == "app_web_2")
        #expect(reservation().ports == [PortKey(ContainerPort(8_080), ip: "10.0.0.1")])
        spec.network = .host
        #expect(
            reservation().ports.map(\.port) == [ContainerPort(80), ContainerPort(53, .udp), ContainerPort(9_000)]
        )
        spec.network = .none
        #expect(reservation().ports.isEmpty)
    }

    @Test func statusTellsWhatIsReserved() {
        var status = ContainerStatus(
            id: "1",
            name: "app_web_1",
            image: "nginx",
            state: .running,
            created: Timestamp(seconds: 0)
        )
        status.labels = [ContainerLabels.project: "app", ContainerLabels.service: "web"]
        status.memoryBytes = 5
        status.publishedPorts = [
            PublishedPort(container: ContainerPort(80), hostIP: "0.0.0.0", hostPort: 32_768)
        ]
        let reservation = ContainerReservation(status)
        #expect(reservation.service == ServiceKey(application: "app", service: "web"))
        #expect(reservation.memoryBytes == 5)
        #expect(reservation.ports == [PortKey(ContainerPort(32_768))])
    }
}
