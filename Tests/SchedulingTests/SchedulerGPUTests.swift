//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerGPUTests {
    @Test func wholeGPUsAreReserved() {
        var view = ClusterView(nodes: [.sample("n1"), .sample("n2", gpus: 2), .sample("n3", gpus: 1)])
        #expect(
            view.place([.sample("a", gpus: 2), .sample("b", gpus: 1), .sample("c", gpus: 1)]) == ["n2", "n3", nil]
        )
        #expect(
            view.refusals(of: .sample("c", gpus: 1)) == [
                "n1 has no GPU", "n2 has too few GPUs: needs 1, 0 of 2 is free",
                "n3 has too few GPUs: needs 1, 0 of 1 is free",
            ]
        )
        #expect(view.refusals(of: .sample("a", gpus: 2), current: "n2") == [], "its own are free for it")
        view.remove("app_a_1", on: "n2")
        #expect(view.place([.sample("c", gpus: 1)]) == ["n2"])
    }

    @Test func whatAContainerHasIsReadFromItsLabel() {
        var status = ContainerStatus(id: "1", name: "x", image: "i", state: .exited, created: Timestamp(seconds: 0))
        status.labels[ContainerLabels.gpus] = GPUDevices.label([3, 1])
        #expect(status.labels[ContainerLabels.gpus] == "3,1")
        #expect(ContainerReservation(status).gpus == 2)
        #expect(GPUDevices.assigned(by: status.labels) == [3, 1])
        #expect(GPUDevices.assigned(by: [:]) == [])
    }

    @Test func theLowestFreeOnesAreChosen() {
        #expect(GPUDevices.choose(2, of: [3, 0, 1, 2], taken: [1]) == [0, 2])
        #expect(GPUDevices.choose(2, of: [0, 1], taken: [1]) == nil)
        #expect(GPUDevices.choose(0, of: [], taken: []) == [])
    }
}
