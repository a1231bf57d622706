//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct ReservationTests {
    @Test func aLimitIsReservedUnlessAReservationIsGiven() {
        var spec = ServiceSpec(name: "web", image: "nginx")
        spec.resources.memoryBytes = 512 << 20
        spec.resources.cpuMillis = 1_000
        #expect(reservation(spec).memoryBytes == 512 << 20)
        #expect(reservation(spec).cpuMillis == 1_000)
        spec.resources.reservedMemoryBytes = 64 << 20
        spec.resources.reservedCPUMillis = 250
        #expect(reservation(spec).memoryBytes == 64 << 20)
        #expect(reservation(spec).cpuMillis == 250)
    }

    @Test func aContainersLabelsSayWhatItReserves() {
        var status = ContainerStatus(
            id: "a",
            name: "shop_web_1",
            image: "nginx",
            state: .running,
            created: Timestamp(seconds: 1)
        )
        status.memoryBytes = 512 << 20
        status.cpuMillis = 1_000
        #expect(ContainerReservation(status).memoryBytes == 512 << 20)
        #expect(ContainerReservation(status).cpuMillis == 1_000)
        status.labels[ContainerLabels.reservedMemory] = "1024"
        status.labels[ContainerLabels.reservedCPU] = "x"
        #expect(ContainerReservation(status).memoryBytes == 1_024)
        #expect(ContainerReservation(status).cpuMillis == 1_000)
    }

    private func reservation(_ spec: ServiceSpec) -> ContainerReservation {
        ContainerReservation(
            application: "shop",
            service: spec,
            slot: ContainerSlot(service: spec.name, number: 1)
        )
    }
}
