//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct GPUTests {
    private func template(gpus: Int, scale: Int) -> String {
        "train:\n  image: torch:1\n  labels:\n    aliyun.gpu: '\(gpus)'\n    aliyun.scale: '\(scale)'\n"
    }

    private func give(_ devices: [Int], to node: FakeNode) async throws {
        try await node.tell {
            $0.gpus = GPUInventory(directory: "/tmp/dev", devices: devices, controls: ["nvidiactl", "nvidia-uvm"])
        }
    }

    private func device(_ host: String, _ container: String) -> JSONValue {
        ["PathOnHost": .string(host), "PathInContainer": .string(container), "CgroupPermissions": "rwm"]
    }

    @Test func eachContainerHasItsOwnAndCountsThemFromNought() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let node = cluster.nodes[1]
            try await give([0, 1, 3], to: node)
            try await cluster.deploy("ai", template(gpus: 1, scale: 2))
            try await cluster.waitForState("running", of: "ai")
            #expect(await node.names == ["ai_train_1", "ai_train_2"])
            let labels = await node.containers.values.map { $0.labels[ContainerLabels.gpus] ?? "" }.sorted()
            #expect(labels == ["0", "1"])
            for container in await node.containers.values {
                let number = container.labels[ContainerLabels.gpus] ?? ""
                let host = await node.configurations[container.name]?["HostConfig"]
                #expect(
                    host?["Devices"] == [
                        device("/tmp/dev/nvidia\(number)", "/dev/nvidia0"),
                        device("/tmp/dev/nvidiactl", "/dev/nvidiactl"),
                        device("/tmp/dev/nvidia-uvm", "/dev/nvidia-uvm"),
                    ]
                )
            }
        }
    }

    @Test func aNewServerReadsFromTheContainersWhichAreTaken() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            try await give([0, 1, 2], to: node)
            try await cluster.deploy("first", template(gpus: 2, scale: 1))
            try await cluster.waitForState("running", of: "first")
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(node)
            try await cluster.waitForStatus("ready", of: node)
            try await cluster.deploy("second", template(gpus: 1, scale: 2))
            try await cluster.waitForRunning(["first_train_1", "second_train_1"])
            let labels = await node.containers.values.map { $0.labels[ContainerLabels.gpus] ?? "" }.sorted()
            #expect(labels == ["0,1", "2"])
            try await eventually("it says why") {
                try await cluster.waiting("second")["second_train_2"]
                    == "fits on no node: n1 has too few GPUs: needs 1, 0 of 3 is free"
            }
        }
    }

    @Test func whatAContainerLeavesIsTakenAgain() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            try await give([0], to: node)
            try await cluster.deploy("ai", template(gpus: 1, scale: 1))
            try await cluster.waitForState("running", of: "ai")
            try await cluster.update("ai", template(gpus: 1, scale: 1) + "  working_dir: /srv\n", version: "2")
            try await eventually("it is replaced") {
                await node.configurations["ai_train_1"]?["WorkingDir"] == "/srv"
            }
            try await cluster.waitForState("running", of: "ai")
            #expect(await node.containers.values.map { $0.labels[ContainerLabels.gpus] } == ["0"])
        }
    }
}
