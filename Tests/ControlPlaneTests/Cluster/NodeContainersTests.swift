//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@testable import ControlPlane

@Suite struct NodeContainersTests {
    private func status(_ id: ContainerID, project: String?, memoryBytes: Int64 = 0) -> ContainerStatus {
        var status = ContainerStatus(
            id: id,
            name: "\(project ?? "lone")_web_\(id)",
            image: "nginx",
            state: .running,
            created: Timestamp(seconds: 0)
        )
        status.labels[ContainerLabels.project] = project
        status.memoryBytes = memoryBytes
        return status
    }

    private func ids(_ containers: NodeContainers, _ project: String) -> [ContainerID] {
        containers.of(project: project).map(\.id).sorted()
    }

    @Test func containersAreFoundByTheirApplication() {
        var containers = NodeContainers([
            status("1", project: "shop"), status("2", project: "shop"), status("3", project: "blog"),
            status("4", project: nil),
        ])
        #expect(ids(containers, "shop") == ["1", "2"])
        #expect(ids(containers, "none").isEmpty)
        #expect(containers.count == 4)
        #expect(containers.remove("1")?.id == "1")
        #expect(containers.remove("1") == nil)
        containers["3"] = nil
        #expect(ids(containers, "shop") == ["2"])
        #expect(ids(containers, "blog").isEmpty)
        #expect(containers.ids.sorted() == ["2", "4"])
    }

    @Test func whatIsReportedAnewTakesThePlaceOfWhatWas() {
        var containers = NodeContainers([status("1", project: "shop", memoryBytes: 5)])
        containers["1"] = status("1", project: "blog", memoryBytes: 7)
        #expect(ids(containers, "shop").isEmpty)
        #expect(ids(containers, "blog") == ["1"])
        #expect(containers.reservations.map(\.taken.memoryBytes) == [7])
        #expect(containers.values.map(\.memoryBytes) == [7])
    }
}
