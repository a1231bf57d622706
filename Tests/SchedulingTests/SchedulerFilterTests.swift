//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerFilterTests {
    @Test(arguments: [
        (NodeCondition.drained, "node1 is drained: it takes no new containers"),
        (.joining, "node1 is still joining the cluster's network"),
        (.disconnected, "node1 is not connected"),
        (.lost, "node1 is lost: it has not been connected for too long"),
        (.engineDown, "node1 has a Docker Engine that doesn't answer"),
    ])
    func onlyReadyNodesTakeWork(condition: NodeCondition, text: String) {
        let view = ClusterView(nodes: [.sample("node1", condition: condition)])
        #expect(view.refusals(of: .sample()) == [text])
    }

    @Test func memoryIsReservedWithFivePercentMore() {
        var view = ClusterView(["node1"])
        view.add(.sample("db", mebibytes: 900), on: "node1")
        #expect(view.refusals(of: .sample(mebibytes: 175)) == [])
        #expect(
            view.refusals(of: .sample(mebibytes: 512)) == [
                "node1 has too little memory: needs 512 MiB, 175.1 MiB of 1075.1 MiB is free, 5 % overcommit included"
            ]
        )
    }

    @Test func coresAreReserved() {
        let view = ClusterView(nodes: [.sample("node1")], overcommitPercent: 0)
        #expect(view.refusals(of: .sample(cpuMillis: 4_000)) == [])
        #expect(
            view.refusals(of: .sample(cpuMillis: 4_500)) == [
                "node1 has too little CPU: needs 4.5 cores, 4 cores of 4 cores is free"
            ]
        )
    }

    @Test func containersWithoutLimitsFitOnFullNodes() {
        var view = ClusterView(["node1"])
        view.add(.sample("db", cpuMillis: 8_000, mebibytes: 2_048), on: "node1")
        #expect(view.refusals(of: .sample()) == [])
    }

    @Test(arguments: [
        (PortKey(ContainerPort(80)), PortKey(ContainerPort(80)), true),
        (PortKey(ContainerPort(80)), PortKey(ContainerPort(80), ip: "0.0.0.0"), true),
        (PortKey(ContainerPort(80)), PortKey(ContainerPort(80), ip: "10.0.0.1"), true),
        (PortKey(ContainerPort(80), ip: "::"), PortKey(ContainerPort(80), ip: "10.0.0.1"), true),
        (PortKey(ContainerPort(80), ip: "10.0.0.2"), PortKey(ContainerPort(80), ip: "10.0.0.1"), false),
        (PortKey(ContainerPort(80)), PortKey(ContainerPort(80, .udp)), false),
        (PortKey(ContainerPort(80)), PortKey(ContainerPort(81)), false),
    ])
    func portsClash(taken: PortKey, wanted: PortKey, isRefused: Bool) {
        var view = ClusterView(["node1"])
        view.add(.sample("db", ports: [taken]), on: "node1")
        let refusals = view.refusals(of: .sample(ports: [wanted]))
        #expect(refusals == (isRefused ? ["node1 has port \(wanted) taken by app_db_1"] : []))
    }

    @Test func everyReasonIsGiven() {
        var view = ClusterView(nodes: [.sample("node1", condition: .drained)], overcommitPercent: 0)
        view.add(.sample("db", ports: [PortKey(ContainerPort(80)), PortKey(ContainerPort(81))]), on: "node1")
        let container = ContainerReservation.sample(
            cpuMillis: 5_000,
            mebibytes: 2_048,
            ports: [PortKey(ContainerPort(80)), PortKey(ContainerPort(81))]
        )
        guard case .refused(let refusals) = Scheduler.place(PlacementRequest(container: container), in: view) else {
            Issue.record("it was placed")
            return
        }
        #expect(refusals.map(\.reasons.count) == [5])
        #expect(refusals.explanation.hasPrefix("fits on no node: node1 is drained"))
    }

    @Test func nodesWithTheSameReasonsAreToldTogether() {
        func refusal(_ number: Int, _ reason: String) -> NodeRefusal {
            NodeRefusal(node: NodeID("\(number)"), name: "node\(number)", reasons: [reason])
        }
        let refusals = (1...5).map { refusal($0, "is full") } + [refusal(6, "is lost")]
        #expect(
            refusals.explanation
                == "fits on no node: node1, node2, node3 and 2 more: each is full; node6 is lost"
        )
    }

    @Test func emptyClusterSaysHowToJoin() {
        guard case .refused(let refusals) = Scheduler.place(PlacementRequest(container: .sample()), in: ClusterView())
        else {
            Issue.record("it was placed")
            return
        }
        #expect(refusals.explanation == "the cluster has no node: join one with `gantry node join-command`")
    }

    @Test func currentNodeIsTheOnlyChoice() {
        var view = ClusterView(["node1", "node2"])
        view.add(.sample("web", 1, mebibytes: 800, ports: [PortKey(ContainerPort(80))]), on: "node1")
        let same = ContainerReservation.sample("web", 1, mebibytes: 1_000, ports: [PortKey(ContainerPort(80))])
        #expect(view.refusals(of: same, current: "node1") == [], "its own memory and port count as free")
        #expect(view.refusals(of: .sample("web", 1, mebibytes: 2_000), current: "node1").count == 1)
        #expect(view.refusals(of: same, current: "node9") == ["node9 is not in the cluster any more"])
        let placement = Scheduler.place(PlacementRequest(container: same, current: "node1"), in: view)
        #expect(placement == .node("node1", reasons: ["stays on its node"]))
    }
}
