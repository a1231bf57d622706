//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerAffinityTests {
    private var view: ClusterView {
        var view = ClusterView(nodes: [
            .sample("n1", images: [NodeImage(id: "sha256:a1", tags: ["redis:6", "hub.test:5000/team/redis:7"])]),
            .sample("n2", images: [NodeImage(id: "sha256:b2", tags: ["nginx:1"])]),
            .sample("n3"),
        ])
        view.add(.sample("db", labels: ["disk": "ssd", "service": "own"]), on: "n1")
        view.add(
            ContainerReservation(
                name: "other_db_1",
                id: "4fa6",
                service: ServiceKey(application: "other", service: "db"),
                labels: ["disk": "hdd"]
            ),
            on: "n2"
        )
        return view
    }

    @Test(arguments: [
        ("container==app_db_1", "n1"), ("container!=app_db_1", "n3"), ("container==4fa6", "n2"),
        ("container==app*", "n1"),
        ("container==/db_1$/", "n1"), ("image==redis:6", "n1"), ("image==redis", "n1"), ("image==nginx", "n2"),
        ("image==hub.test:5000/team/redis", "n1"), ("image==sha256:b2", "n2"), ("image!=/./", "n3"),
        ("service==db", "n1"), ("service!=db", "n3"), ("service==d*", "n1"), ("service==own", "n1"),
        ("disk==ssd", "n1"), ("disk==hdd", "n2"), ("disk!=/dd$/", "n3"), ("nothing==*", "n1"),
        ("com.docker.compose.project==other", "n2"), ("com.docker.compose.service==db", "n1"),
    ])
    func affinitiesLookAtContainersAndImages(line: String, expected: String) throws {
        var view = view
        #expect(view.place([.sample("web")], try PlacementRules("affinity:" + line)) == [expected])
    }

    @Test func emptyNodesMeetNothingButNegations() throws {
        var view = ClusterView(["n1"])
        for line in ["container==*", "image==*", "service==*", "label==*"] {
            #expect(view.place([.sample("web")], try PlacementRules("affinity:" + line)) == [nil], "\(line)")
        }
        let negated = try PlacementRules("affinity:container!=*", "affinity:image!=*", "affinity:service!=*")
        #expect(view.place([.sample("web")], negated) == ["n1"])
    }

    @Test func otherApplicationsServicesAreNotMeant() throws {
        var view = ClusterView(["n1"])
        view.add(
            ContainerReservation(name: "x_db_1", service: ServiceKey(application: "x", service: "db")),
            on: "n1"
        )
        #expect(view.place([.sample("web")], try PlacementRules("affinity:service!=db")) == ["n1"])
        var spec = PlacementSpec()
        spec.affinities = [PlacementExpression(key: "service", value: "db")]
        let ofNone = PlacementRules(spec, application: nil)
        #expect(view.place([ContainerReservation(name: "lone")], ofNone) == ["n1"])
    }

    @Test func eachPlacedContainerCountsForTheNext() throws {
        var view = ClusterView(["n1", "n2"])
        let web = (1...3).map { ContainerReservation.sample("web", $0) }
        #expect(view.place(web, try PlacementRules("affinity:service!=web")) == ["n1", "n2", nil])
        view = ClusterView(["n1", "n2"])
        let labelled = (1...3).map { ContainerReservation.sample("web", $0, labels: ["role": "front"]) }
        #expect(view.place(labelled, try PlacementRules("affinity:role!=front")) == ["n1", "n2", nil])
        view.remove("app_web_1", on: "n1")
        #expect(view.place([labelled[2]], try PlacementRules("affinity:role!=front")) == ["n1"])
        view = ClusterView(["n1", "n2"])
        #expect(view.place(web, try PlacementRules("affinity:service==~web")) == ["n1", "n1", "n1"])
    }

    @Test func aContainerTakenOutIsForgotten() throws {
        var view = view
        #expect(view.place([.sample("web")], try PlacementRules("affinity:service==db")) == ["n1"])
        view.remove("app_db_1", on: "n1")
        #expect(view.place([.sample("cache")], try PlacementRules("affinity:service==db")) == [nil])
    }

    @Test func everyNodeSaysWhyNot() throws {
        #expect(
            view.refusals(of: .sample("web"), try PlacementRules("affinity:service==web")) == [
                "n1 doesn't meet affinity:service==web: no such container is there",
                "n2 doesn't meet affinity:service==web: no such container is there",
                "n3 doesn't meet affinity:service==web: no such container is there",
            ]
        )
        var single = ClusterView(["n1"])
        single.add(.sample("db"), on: "n1")
        #expect(
            single.refusals(of: .sample("web"), try PlacementRules("affinity:service!=db")) == [
                "n1 doesn't meet affinity:service!=db: app_db_1 is there"
            ]
        )
        #expect(
            view.refusals(of: .sample("web"), try PlacementRules("affinity:image!=redis*", "affinity:image==x")) == [
                "n1 doesn't meet affinity:image!=redis*: it has the image redis:6 and doesn't meet affinity:image==x: "
                    + "it has no such image",
                "n2 doesn't meet affinity:image==x: it has no such image",
                "n3 doesn't meet affinity:image==x: it has no such image",
            ]
        )
    }

    @Test func volumesAreTakenFromTheSameNode() throws {
        var view = view
        let rules = try PlacementRules(volumesFrom: ["db"])
        #expect(view.place([.sample("web")], rules) == ["n1"])
        let missing = "n2 has no container of app_db, whose volumes are mounted"
        #expect(view.refusals(of: .sample("web"), current: "n2", rules) == [missing])
    }
}
