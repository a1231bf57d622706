//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing
import Testing

@Suite struct RouteTableMakeTests {
    @Test func prefixesAndDomainsBecomeHosts() {
        let web = service(
            "shop",
            "web",
            [
                RouteSpec(containerPort: 80, host: .prefix("Shop")),
                RouteSpec(containerPort: 80, scheme: .wss, host: .domain("Shop.Example.com"), path: "/live"),
                RouteSpec(containerPort: 8080, scheme: .https, host: .domain("shop.example.com")),
            ],
            [container("a", "10.0.0.1")]
        )
        let (table, conflicts) = RouteTable.make(revision: 7, services: [web], domain: "c1.Test")
        #expect(conflicts.isEmpty)
        #expect(table.revision == 7)
        #expect(
            table.rules == [
                RouteRule(host: "shop.c1.test", path: "/", backend: "shop_web_80_servers"),
                RouteRule(host: "shop.example.com", path: "/live", backend: "shop_web_80_servers"),
                RouteRule(host: "shop.example.com", path: "/", backend: "shop_web_8080_servers"),
            ]
        )
        #expect(
            table.backends == [
                RouteBackend(
                    name: "shop_web_8080_servers",
                    isSticky: true,
                    servers: [RouteServer(name: "a", address: "10.0.0.1", port: 8080)]
                ),
                RouteBackend(
                    name: "shop_web_80_servers",
                    isSticky: true,
                    servers: [RouteServer(name: "a", address: "10.0.0.1", port: 80)]
                ),
            ]
        )
    }

    @Test func onlyContainersThatServeAreServers() {
        var exited = container("exited", "10.0.0.2")
        exited.status.state = .exited
        var unhealthy = container("unhealthy", "10.0.0.3")
        unhealthy.status.health = ContainerHealth(state: .unhealthy)
        var drainingUnhealthy = container("draining-unhealthy", "10.0.0.4", isDraining: true)
        drainingUnhealthy.status.health = ContainerHealth(state: .unhealthy)
        var drainingExited = container("draining-exited", "10.0.0.5", isDraining: true)
        drainingExited.status.state = .exited
        let containers = [
            container("no-address", nil), exited, unhealthy, drainingUnhealthy, drainingExited,
            container("b", "10.0.0.7"), container("a", "10.0.0.6"), container("odd", "somewhere"),
        ]
        #expect(
            servers(containers) == [
                RouteServer(name: "a", address: "10.0.0.6", port: 80),
                RouteServer(name: "b", address: "10.0.0.7", port: 80),
                RouteServer(name: "draining-unhealthy", address: "10.0.0.4", port: 80, isDraining: true),
            ]
        )
    }

    @Test func containersOfDisconnectedNodesServeWhenThereIsNobodyElse() {
        let away = container("away", "10.0.0.1", isReachable: false)
        #expect(servers([away]).map(\.name) == ["away"])
        #expect(servers([away, container("here", "10.0.0.2")]).map(\.name) == ["here"])
        #expect(
            servers([away, container("leaving", "10.0.0.2", isDraining: true)]).map(\.name) == ["away", "leaving"]
        )
    }

    @Test func aServiceWithoutContainersKeepsItsBackend() {
        #expect(servers([]).isEmpty)
        let web = service("shop", "web", [RouteSpec(containerPort: 80, host: .prefix("shop"))], [])
        #expect(RouteTable.make(revision: 1, services: [web], domain: "d.test").table.rules.count == 1)
    }

    @Test func theFirstByNameHasAPlaceThatTwoClaim() {
        let route = RouteSpec(containerPort: 80, host: .domain("x.test"), path: "/api")
        let green = service("green", "web", [route], [])
        let blue = service("blue", "web", [route], [])
        for services in [[green, blue], [blue, green]] {
            let (table, conflicts) = RouteTable.make(revision: 1, services: services, domain: "")
            #expect(table.rules.map(\.backend) == ["blue_web_80_servers"])
            #expect(table.backends.map(\.name) == ["blue_web_80_servers"])
            #expect(
                conflicts == [
                    "x.test/api: claimed by blue/web port 80, which has it, and by green/web port 80; "
                        + "change one of them"
                ]
            )
        }
    }

    @Test func oneServiceCanClaimAPlaceOnce() {
        let routes = [8080, 80, 80].map { RouteSpec(containerPort: $0, host: .domain("x.test")) }
        let (table, conflicts) = RouteTable.make(revision: 1, services: [service("a", "web", routes, [])], domain: "")
        #expect(table.rules.map(\.backend) == ["a_web_80_servers"])
        #expect(conflicts.count == 1)
    }

    @Test func whatCanNotBeRoutedIsNamedAndTheRestStays() {
        let bad = service(
            "shop",
            "web",
            [
                RouteSpec(containerPort: 80, host: .prefix("alone")),
                RouteSpec(containerPort: 80, host: .domain("two words")),
                RouteSpec(containerPort: 80, host: .domain("x.test"), path: "/a;b"),
                RouteSpec(containerPort: 0, host: .domain("x.test")),
                RouteSpec(containerPort: 80, host: .domain("good.test")),
            ],
            []
        )
        let odd = service("shop", "we b", [RouteSpec(containerPort: 80, host: .domain("b.test"))], [])
        let (table, conflicts) = RouteTable.make(revision: 1, services: [bad, odd], domain: "")
        #expect(table.rules.map(\.host) == ["good.test"])
        #expect(conflicts.count == 5)
        #expect(conflicts.allSatisfy { $0.contains("shop/we") && $0.contains("left out") })
    }

    @Test func twoServicesWithOneBackendNameAreTold() {
        let first = service("a", "b_c", [RouteSpec(containerPort: 80, host: .domain("1.test"))], [])
        let second = service("a_b", "c", [RouteSpec(containerPort: 80, host: .domain("2.test"))], [])
        let (table, conflicts) = RouteTable.make(revision: 1, services: [second, first], domain: "")
        #expect(table.rules.map(\.host) == ["1.test"])
        #expect(conflicts.first?.hasPrefix("a_b/c: routes to port 80 left out: a/b_c makes the same") == true)
    }

    @Test func orderOfTheInputDoesNotMatter() {
        let services = (1...5).map { number in
            service(
                ApplicationName("app\(number)"),
                "web",
                [
                    RouteSpec(containerPort: 80, host: .prefix("p\(number)"), path: "/x"),
                    RouteSpec(containerPort: 80, host: .prefix("p\(number)")),
                ],
                [container(ContainerID("b\(number)"), "10.0.0.1"), container(ContainerID("a\(number)"), "10.0.0.2")]
            )
        }
        let reversed = services.reversed().map { service in
            var service = service
            service.containers.reverse()
            return service
        }
        let table = RouteTable.make(revision: 1, services: services, domain: "d.test").table
        #expect(table == RouteTable.make(revision: 1, services: Array(reversed), domain: "d.test").table)
        #expect(table.rules.count == 10)
    }

    // MARK: Material

    private func servers(_ containers: [RoutedContainer]) -> [RouteServer] {
        let web = service("shop", "web", [RouteSpec(containerPort: 80, host: .prefix("shop"))], containers)
        return RouteTable.make(revision: 1, services: [web], domain: "d.test").table.backends.flatMap(\.servers)
    }

    // MARK: Releases

    @Test func servicesOfAReleaseShareAnAddressByTheirWeights() {
        /// The weights of the servers a1, a2 of one service and b1 of the other.
        let cases: [(old: Int, new: Int, expected: [String: Int?])] = [
            (100, 0, ["a1": nil, "a2": nil]), (0, 100, ["b1": nil]), (100, 100, ["a1": 128, "a2": 128, "b1": 256]),
            (100, 1, ["a1": 256, "a2": 256, "b1": 5]), (0, 0, [:]),
        ]
        for (old, new, expected) in cases {
            let (table, conflicts) = shared(.part(old), .part(new))
            #expect(conflicts.isEmpty)
            #expect(table.rules.map(\.backend) == ["shop_blue_80_servers"])
            let servers = table.backends.first?.servers ?? []
            let found = Dictionary(servers.map { ($0.name, $0.weight) }, uniquingKeysWith: { $1 })
            #expect(found == expected, "\(old) to \(new)")
            #expect(throws: Never.self) { try table.validate() }
        }
    }

    @Test func withoutAReleaseAnAddressHasOneOwner() {
        let (table, conflicts) = shared(.none, .none)
        #expect(conflicts.count == 1)
        #expect(table.backends.map { $0.servers.count } == [2])
    }

    @Test func containersOfServicesThatShareEvenlyGetTheSame() throws {
        let (table, conflicts) = shared(.even, .even)
        #expect(conflicts.isEmpty)
        #expect(table.rules.map(\.backend) == ["shop_blue_80_servers"])
        let servers = try #require(table.backends.first { $0.name == "shop_blue_80_servers" }).servers
        #expect(servers.map(\.name) == ["a1", "a2", "b1"])
        #expect(servers.allSatisfy { $0.weight == nil })
        #expect(throws: Never.self) { try table.validate() }
    }

    @Test func anAddressOfItsOwnIsServedWhateverTheWeight() {
        var green = service(
            "shop",
            "green",
            [RouteSpec(containerPort: 80, host: .domain("preview"))],
            [container("b1", "10.0.0.3")]
        )
        green.share = .part(0)
        let (table, _) = RouteTable.make(revision: 1, services: [green], domain: "")
        #expect(table.backends.first?.servers.map(\.name) == ["b1"])
    }

    private func shared(_ old: RouteShare, _ new: RouteShare) -> (table: RouteTable, conflicts: [String]) {
        let route = RouteSpec(containerPort: 80, host: .domain("shop"))
        var blue = service("shop", "blue", [route], [container("a1", "10.0.0.1"), container("a2", "10.0.0.2")])
        var green = service("shop", "green", [route], [container("b1", "10.0.0.3")])
        blue.share = old
        green.share = new
        return RouteTable.make(revision: 1, services: [green, blue], domain: "")
    }

    @Test func applicationsComeBeforeContainersAndThoseInTheOrderOfTheirMaking() {
        let route = RouteSpec(containerPort: 80, host: .domain("shop.example.com"))
        func loose(_ name: ServiceName, _ created: Int64, _ state: ContainerStatus.State) -> RoutedService {
            var container = container(ContainerID(name.rawValue), "10.0.0.1")
            container.status.created = Timestamp(seconds: created)
            container.status.state = state
            var loose = service("", name, [route], [container])
            loose.hasApplication = false
            return loose
        }
        func winner(_ services: [RoutedService]) -> String? {
            RouteTable.make(revision: 1, services: services, domain: "").table.rules.first?.backend
        }
        let application = service("shop", "web", [route], [])
        let (old, new, stopped) = (loose("b", 1, .running), loose("a", 2, .running), loose("c", 0, .exited))
        #expect(winner([new, old, stopped, application]) == "shop_web_80_servers")
        #expect(winner([new, old, stopped]) == "_b_80_servers")
        #expect(winner([stopped]) == "_c_80_servers")
        let conflicts = RouteTable.make(revision: 1, services: [new, old], domain: "").conflicts
        #expect(
            conflicts == [
                "shop.example.com/: claimed by container b port 80, which has it, and by container a port 80; "
                    + "change one of them"
            ]
        )
    }

    private func service(
        _ application: ApplicationName,
        _ name: ServiceName,
        _ routes: [RouteSpec],
        _ containers: [RoutedContainer]
    ) -> RoutedService {
        var spec = ServiceSpec(name: name, image: "web")
        spec.routes = routes
        return RoutedService(application: application, spec: spec, containers: containers)
    }

    private func container(
        _ id: ContainerID,
        _ address: String?,
        isDraining: Bool = false,
        isReachable: Bool = true
    ) -> RoutedContainer {
        var status = ContainerStatus(
            id: id,
            name: id.rawValue,
            image: "web",
            state: .running,
            created: Timestamp(nanoseconds: 0)
        )
        status.address = address
        return RoutedContainer(status: status, isDraining: isDraining, isReachable: isReachable)
    }
}
