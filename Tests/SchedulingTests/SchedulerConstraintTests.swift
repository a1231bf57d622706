//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerConstraintTests {
    private let view = ClusterView(nodes: [
        .sample("n1", labels: ["region": "us-east", "storagedriver": "overlay2", "aliyun.node_index": "1"]),
        .sample("n2", labels: ["region": "us-west", "group": "db", "aliyun.node_index": "2"]),
        .sample("n3", labels: ["region": "eu", "group": "", "aliyun.node_index": "3"]),
    ])

    /// The nodes that a rule leaves.
    private func nodes(_ lines: String...) throws -> [String] {
        var spec = PlacementSpec()
        spec.constraints = try lines.map { try PlacementExpression(parsing: $0) }
        let rules = PlacementRules(spec, application: "app")
        return view.nodes.filter { rules.admits($0) }.map(\.name)
    }

    @Test(arguments: [
        ("node==n1", ["n1"]), ("node!=n1", ["n2", "n3"]), ("node==ENGINE:n2", ["n2"]), ("node==n[12]", ["n1", "n2"]),
        ("region==us*", ["n1", "n2"]), ("region!=us*", ["n3"]), ("region==/EA/", []), ("region==/(?i)EA/", ["n1"]),
        ("storagedriver==overlay2", ["n1"]), ("group!=db", ["n1", "n3"]), ("group==*", ["n1", "n2", "n3"]),
        ("aliyun.node_index==(1|3)", ["n1", "n3"]), ("aliyun.node_index!=(1|2|3)", []), ("other==x", []),
        ("group==~db", ["n1", "n2", "n3"]), ("group==/(/", []), ("group!=/(/", ["n1", "n2", "n3"]),
    ])
    func constraintsChooseNodes(line: String, expected: [String]) throws {
        #expect(try nodes(line) == expected)
        var view = view
        let place = try view.place([.sample("web")], PlacementRules("constraint:" + line))
        let isSoft = line.contains("~")
        #expect(place == (isSoft ? ["n2"] : [expected.first]))
    }

    @Test func allConstraintsCount() throws {
        #expect(try nodes("region==us*", "group==db") == ["n2"])
    }

    @Test func everyNodeSaysWhyNot() throws {
        #expect(
            view.refusals(of: .sample("web"), try PlacementRules("constraint:group==web", "constraint:node!=n3")) == [
                "n1 doesn't meet constraint:group==web: it has no label group",
                #"n2 doesn't meet constraint:group==web: its label group is "db""#,
                #"n3 doesn't meet constraint:group==web: its label group is "" and doesn't meet constraint:node!=n3"#,
            ]
        )
    }

    @Test func whitelistsAreExactNamesAndIntersect() throws {
        var view = view
        let both = try PlacementRules("whitelist:node==n2|n3", "whitelist:any==n3|n1")
        #expect(view.place([.sample("a")], both) == ["n3"])
        #expect(view.place([.sample("b")], try PlacementRules("whitelist:node!=n2")) == ["n2"])
        #expect(view.place([.sample("c")], try PlacementRules("whitelist:node==n*")) == [nil])
        #expect(
            view.refusals(of: .sample("d"), try PlacementRules("whitelist:node==n9")).first
                == "n1 is not in whitelist:node==n9"
        )
    }

    @Test func softOnesNarrowOnlyWhereTheyCan() throws {
        var view = view
        let rules = try PlacementRules(
            "constraint:region==~mars",
            "constraint:region==~us*",
            "constraint:group==~db",
            "constraint:node!=n1"
        )
        guard
            case .node(let node, let reasons) = Scheduler.place(
                .init(container: .sample("web"), rules: rules),
                in: view
            )
        else {
            Issue.record("it was refused")
            return
        }
        #expect(node == "n2")
        #expect(
            reasons == [
                "meets constraint:node!=n1",
                "meets 2 of 3 wishes, no node meets more (not constraint:region==~mars)",
                "the only node that can take it",
            ]
        )
        #expect(
            view.place([.sample("x")], try PlacementRules("constraint:node==~n3", "constraint:other==~x")) == ["n3"]
        )
    }

    @Test func moreWishesGoBeforeTheStrategy() throws {
        var view = view
        for number in 1...5 { view.add(.sample("web", number), on: "n2") }
        let places = view.place([.sample("web", 6)], try PlacementRules("constraint:group==~db"))
        #expect(places == ["n2"])
    }

    @Test func slotsAreCounted() {
        var view = ClusterView(nodes: [
            .sample("n1", labels: ["containerslots": "1"]), .sample("n2", labels: ["containerslots": "many"]),
        ])
        #expect(view.place((1...3).map { .sample("web", $0) }) == ["n1", "n2", "n2"])
        let full = ClusterView(nodes: [.sample("n1", labels: ["containerslots": "0"])])
        #expect(
            full.refusals(of: .sample()) == ["n1 has as many containers as its label containerslots allows (0)"]
        )
    }

    @Test func containersThatAreThereStayWhateverIsAsked() throws {
        let rules = try PlacementRules("constraint:node==n2", "affinity:service==x", "availability:az==9")
        #expect(view.refusals(of: .sample("web"), current: "n1", rules) == [])
    }
}
