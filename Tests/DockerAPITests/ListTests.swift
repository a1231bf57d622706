//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Testing

@Suite struct ListTests {
    private let one = ClusterNode(id: "n1", name: "node1", address: "10.0.0.1", engineID: "E1")
    private let two = ClusterNode(id: "n2", name: "node2", address: "10.0.0.2", engineID: "E2")

    private func json(_ text: String) throws -> JSONText { try #require(JSONText(parsing: text)) }

    @Test func containersOfAllNodesAreOneList() throws {
        let first = try #require(
            ContainerList.entries(
                try json(
                    #"[{"Id":"a","Names":["/web","/db/web"],"Created":5,"Ports":[{"IP":"0.0.0.0","PublicPort":80},{"PrivatePort":9}]}]"#
                ),
                on: one
            )
        )
        let second = try #require(
            ContainerList.entries(try json(#"[{"Id":"b","Names":["/x"],"Created":9},{"Id":"c","Created":1}]"#), on: two)
        )
        let all = ContainerList.merge(first + second)
        #expect(all.map { $0["Id"]?.string } == ["b", "a", "c"])
        #expect(all[1]["Names"]?.strings == ["/node1/web", "/node1/db/web"])
        #expect(all[1]["Ports"]?.elements?.first?["IP"]?.string == "10.0.0.1")
        #expect(ContainerList.merge(first + second, limit: 1).map { $0["Id"]?.string } == ["b"])
        #expect(ContainerList.entries(try json("{}"), on: one) == nil)
    }

    @Test func containersOfDownNodesAreShownAsSuch() throws {
        var status = ContainerStatus(id: "a", name: "web", image: "i", state: .running, created: Timestamp(seconds: 7))
        status.labels = ["x": "y"]
        let entry = ContainerList.entry(status, onDown: one)
        #expect(entry.json["Status"]?.string == "Host Down")
        #expect(entry.json["Names"]?.strings == ["/node1/web"] && entry.json["Created"]?.int == 7)
        for (filters, isAllowed) in [
            (#"{}"#, true), (#"{"name":["we"]}"#, true), (#"{"name":["db"]}"#, false), (#"{"label":["x=y"]}"#, true),
            (#"{"label":["x=z"]}"#, false), (#"{"status":["running"]}"#, true), (#"{"status":["exited"]}"#, false),
            (#"{"volume":["v"]}"#, false), (#"{"id":{"a":true}}"#, true),
        ] {
            #expect(ContainerList.allows(try EngineFilters(filters), status) == isAllowed, "\(filters)")
        }
    }

    @Test func inspectionNamesTheNode() throws {
        let located = ContainerInspection.located(
            try json(
                #"{"Id":"a","NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8"}],"9/tcp":null}}}"#
            ),
            on: one
        )
        #expect(located["Node"]?["Name"]?.string == "node1" && located["Node"]?["IP"]?.string == "10.0.0.1")
        let ports = located["NetworkSettings"]?["Ports"]
        #expect(ports?["80/tcp"]?.elements?.first?["HostIp"]?.string == "10.0.0.1")
        #expect(ports?["9/tcp"]?.isNull == true)
    }

    @Test func imagesAreGroupedByID() throws {
        let merged = ImageList.merge([
            try json(
                #"[{"Id":"a","RepoTags":["<none>:<none>"],"RepoDigests":null,"Created":1},{"Id":"b","Created":3}]"#
            ),
            try json(#"[{"Id":"a","RepoTags":["x:1","x:2"],"RepoDigests":["x@d"],"Created":1}]"#),
        ])
        #expect(merged.elements?.map { $0["Id"]?.string } == ["b", "a"])
        #expect(merged.elements?[1]["RepoTags"]?.strings == ["x:1", "x:2"])
        #expect(merged.elements?[1]["RepoDigests"]?.strings == ["x@d"])
        let removed = try json(#"[{"Untagged":"x"},{"Deleted":"a"}]"#)
        #expect(ImageList.mergeRemovals([removed, removed]) == removed)
    }

    @Test func networksAreFoundByIDNameAndNode() throws {
        let entries =
            NetworkList.entries(
                try json(#"[{"Id":"aa1","Name":"bridge","Scope":"local"},{"Id":"cc","Name":"over","Scope":"swarm"}]"#),
                on: one
            )
            + NetworkList.entries(
                try json(
                    #"[{"Id":"aa2","Name":"bridge","Scope":"local"},{"Id":"cc","Name":"over","Scope":"swarm"},{"Id":"dd","Name":"own","Scope":"local"}]"#
                ),
                on: two
            )
        #expect(
            NetworkList.merge(entries).elements?.map { $0["Name"]?.string }
                == ["node1/bridge", "over", "node2/bridge", "node2/own"]
        )
        for (reference, ids) in [
            ("over", ["cc", "cc"]), ("bridge", []), ("node1/bridge", ["aa1"]), ("E2/bridge", ["aa2"]), ("own", ["dd"]),
            ("aa", []), ("aa2", ["aa2"]), ("d", ["dd"]), ("", []), ("none", []),
        ] {
            #expect(NetworkList.find(reference, in: entries).map(\.id) == ids, "\(reference)")
        }
    }

    @Test func anInspectedNetworkHasTheContainersOfAllNodes() throws {
        let entries = [
            (#"{"Id":"c","Name":"o","Scope":"swarm","Containers":{"x":{},"ep-1":{}}}"#, one),
            (#"{"Id":"c","Name":"o","Scope":"swarm","Containers":{"y":{}}}"#, two),
        ].compactMap { text, node in JSONText(parsing: text).flatMap { NetworkList.entry($0, on: node) } }
        #expect(NetworkList.inspection(entries)["Containers"]?.members?.list.map(\.key).sorted() == ["x", "y"])
    }

    @Test(arguments: [
        (#"{"Name":"a"}"#, "overlay", true, nil), (#"{"Name":"a","Driver":null}"#, "overlay", true, nil),
        // What the docker command sends when nobody chose a driver.
        (#"{"Name":"a","Driver":"bridge","Options":{}}"#, "overlay", true, nil),
        (#"{"Name":"a","Driver":"bridge","Options":{"x":"y"}}"#, "bridge", false, nil),
        (#"{"Name":"node1/a","Driver":"bridge"}"#, "bridge", false, "node1"),
        (#"{"Name":"a","Driver":"macvlan"}"#, "macvlan", false, nil),
    ])
    func networksAreOverlaysByDefault(text: String, driver: String, isGlobal: Bool, node: String?) throws {
        let made = try NetworkList.creation(try json(text), nodes: [one, two])
        #expect(made.body["Driver"]?.string == driver && made.isGlobal == isGlobal && made.node?.name == node)
        #expect(made.body["Name"]?.string == "a" && (made.body["Attachable"]?.bool ?? false) == isGlobal)
        #expect(throws: DockerRefusal.self) { try NetworkList.creation(try json("{}"), nodes: []) }
    }

    @Test func volumesAreTheirNodes() throws {
        let answer = try json(#"{"Volumes":[{"Name":"v","Driver":"local"},{"Name":"g","Driver":"nas"}]}"#)
        let entries =
            VolumeList.entries(answer, on: one, prefixed: true) + VolumeList.entries(answer, on: two, prefixed: true)
        #expect(
            VolumeList.merge(entries)["Volumes"]?.elements?.map { $0["Name"]?.string } == ["node1/v", "g", "node2/v"]
        )
        let references = VolumeList.references(
            try json(#"[{"Id":"a","Names":["/w"],"Mounts":[{"Name":"v"},{"Name":""}]}]"#)
        )
        let bare = VolumeList.entries(answer, on: one, prefixed: false, references: references)
        #expect(bare[0]["Name"]?.string == "v" && bare[0]["Node"]?.string == "node1")
        #expect(bare[0]["Refs"]?.elements?.first?["Name"]?.string == "/w")
        let made = try VolumeList.creation(
            try json(
                #"{"name":"v","driverOpts":{"a":"b"},"Labels":{"com.docker.swarm.whitelists":"[\"node==node1|node2\",\"node==node2\"]"}}"#
            ),
            newName: "x"
        )
        #expect(made.name == "v" && made.body["DriverOpts"]?["a"]?.string == "b" && made.whitelist == ["node2"])
        #expect(try VolumeList.creation(nil, newName: "x").name == "x")
    }

    @Test func eventsSayTheirNode() throws {
        let event = EventDecoration.decorated(
            try json(#"{"from":"img","Actor":{"ID":"a","Attributes":{"name":"w"}},"time":1}"#),
            of: one
        )
        #expect(event["from"]?.string == "img node:node1")
        #expect(event["Actor"]?["Attributes"]?["node.name"]?.string == "node1")
        #expect(event["Actor"]?["Attributes"]?["name"]?.string == "w" && event["node"]?["Ip"]?.string == "10.0.0.1")
    }

    @Test func nodesThatComeAndGoAreToldAsClassicSwarmDid() throws {
        var (away, events) = (two, NodeEvents([one, two]))
        away.isUp = false
        #expect(events.changes(to: [one, two]).isEmpty)
        let first = events.changes(to: [one, away])
        #expect(first.map(\.action) == [.disconnect] && first.map(\.node.name) == ["node2"])
        #expect(events.changes(to: [one, two]).map(\.action) == [.reconnect])
        #expect(events.changes(to: [two]).map(\.node.name) == ["node1"])
        #expect(events.changes(to: [one, two]).map(\.action) == [.connect])
        let event = NodeEvents.event(.disconnect, of: one, at: Timestamp(seconds: 5))
        #expect(event["Type"]?.string == "swarm" && event["Action"]?.string == "engine_disconnect")
        #expect(event["from"]?.string == "swarm node:node1" && event["time"]?.int == 5)
        for (filters, isMeant) in [
            ("{}", true), (#"{"type":["swarm"]}"#, true), (#"{"type":["container"]}"#, false),
            (#"{"event":["engine_disconnect"],"node":["node1"]}"#, true), (#"{"node":["node2"]}"#, false),
            (#"{"container":["x"]}"#, false),
        ] {
            #expect(NodeEvents.allows(try EngineFilters(filters), .disconnect, of: one) == isMeant, "\(filters)")
        }
    }

    @Test func answersAreAddedUp() throws {
        let sum = EngineSum.of([
            try json(#"{"ContainersDeleted":null,"SpaceReclaimed":1}"#),
            try json(#"{"ContainersDeleted":["a"],"SpaceReclaimed":2}"#),
            try json(#"{"ContainersDeleted":["b"],"SpaceReclaimed":0}"#),
        ])
        #expect(sum["ContainersDeleted"]?.strings == ["a", "b"] && sum["SpaceReclaimed"]?.int == 3)
    }
}
