//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Testing

@Suite struct ClusterInfoTests {
    @Test func tellsOfEveryNodeInNaturalOrder() throws {
        var nodes = ["machine10", "machine9"].map {
            ClusterNode(id: "n", name: $0, address: "10.0.0.1", engineID: "E")
        }
        nodes[1].cpus = 4
        nodes[1].memoryBytes = 2_208_659_021
        nodes[1].reservedCPUMillis = 1_500
        nodes[1].reservedMemoryBytes = 20 << 20
        nodes[1].running = 2
        nodes[1].stopped = 1
        nodes[1].labels = ["b": "2", "a": "1"]
        nodes[0].isUp = false
        nodes[0].problem = "is not connected"
        let info = ClusterInfo.info(nodes, name: "default", id: "c", strategy: "binpack", now: "t")
        let lines = info["SystemStatus"]?.elements?.compactMap { $0.strings?.joined(separator: ": ") }
        #expect(
            lines == [
                "Role: primary", "Strategy: binpack",
                "Filters: health, port, containerslots, dependency, affinity, constraint, whitelist", "Nodes: 2",
                " machine9: 10.0.0.1", "  └ ID: E", "  └ Status: Healthy",
                "  └ Containers: 3 (2 Running, 0 Paused, 1 Stopped)", "  └ Reserved CPUs: 1.5 / 4",
                "  └ Reserved Memory: 20 MiB / 2.057 GiB", "  └ Labels: a=1, b=2", "  └ UpdatedAt: ",
                "  └ ServerVersion: ", " machine10: 10.0.0.1", "  └ ID: E", "  └ Status: Unhealthy",
                "  └ Containers: 0",
                "  └ Reserved CPUs: 0 / 0", "  └ Reserved Memory: 0 B / 0 B", "  └ Labels: ",
                "  └ Error: is not connected", "  └ UpdatedAt: ", "  └ ServerVersion: ",
            ]
        )
        #expect(info["Containers"]?.int == 3 && info["NCPU"]?.int == 4 && info["Swarm"]?["LocalNodeState"] != nil)
        #expect(info["MemoryLimit"]?.bool == true)
    }

    @Test func versionsAreNegotiated() {
        #expect(APIVersion.shared(by: ["1.41", "1.50", ""]) == APIVersion(1, 41))
        #expect(APIVersion.shared(by: []) == .standard)
        #expect(APIVersion("v1.9") == APIVersion(1, 9) && APIVersion(1, 9) < APIVersion(1, 10))
        for text in ["", "1", "1.", "v1.x", "1.2.3", "99999.1"] { #expect(APIVersion(text) == nil) }
        let version = ClusterInfo.version(api: .standard, gantry: "0", kernel: "k")
        #expect(version["ApiVersion"]?.string == "1.41" && version["Version"]?.string == "swarm/1.2.9")
    }

    @Test func namesAreNewAndValid() {
        let name = ContainerNames.make(seed: 7) { _ in false }
        #expect(ContainerNames.isValid(name))
        #expect(ContainerNames.make(seed: 7) { $0 == name } == name + "2")
        for name in ["a", "", "-a", "a/b", "ä1", String(repeating: "a", count: 256)] {
            #expect(!ContainerNames.isValid(name))
        }
        #expect(ContainerNames.isValid("a.b_c-1"))
    }

    @Test(arguments: ["[]", "{", #"{"a":1}"#, #"{"a":[1]}"#])
    func brokenFiltersAreRefused(text: String) {
        #expect(throws: DockerRefusal.self) { try EngineFilters(text) }
    }
}
