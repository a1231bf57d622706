//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Routing
import Testing

@Suite struct BalancerPlanTests {
    @Test func aListenerLeadsToTheNodesOfTheContainers() throws {
        var spec = BalancerSpec(name: "web/lb")
        spec.listeners = [.init(port: 8080, mode: .http), .init(port: 9090, mode: .tcp)]
        spec.connectionLimit = 100
        spec.bandwidthLimit = 20
        spec.check.path = "/healthz"
        let web = service("shop", "web", bindings: [(80, .http, "web/lb", 8080)], containers: ["c2": "n2", "c1": "n1"])
        let (plan, conflicts) = make([spec], [web])
        #expect(conflicts.isEmpty)
        let entry = try #require(plan.entries.first)
        // The other listener has nobody behind it, and is not open.
        #expect(plan.entries.count == 1)
        #expect(entry.services == ["shop_web"] && !entry.isAutomatic && !entry.isOwnPort)
        #expect(entry.listener.port == 8080 && entry.listener.mode == .http)
        #expect(
            entry.listener.connectionLimit == 100 && entry.listener.bandwidthLimit == 20
                && entry.listener.check.path == "/healthz"
        )
        #expect(
            entry.listener.servers == [
                RouteServer(name: "c1", address: "10.0.0.1", port: 7777),
                RouteServer(name: "c2", address: "10.0.0.2", port: 7777),
            ]
        )
        #expect(plan.table(for: "n3").listeners == [entry.listener])
        #expect(plan.reservedPorts(on: "n3") == [ContainerPort(8080)])
    }

    @Test func aListenerThatIsMissingIsThereForAsLongAsAServiceAsksForIt() {
        let web = service("shop", "web", bindings: [(80, .tcp, "lb", 9000)], containers: ["c1": "n1"])
        let entries = make([BalancerSpec(name: "lb")], [web]).plan.entries
        #expect(entries.map(\.isAutomatic) == [true])
        #expect(entries.map(\.listener.port) == [9000])
        #expect(make([BalancerSpec(name: "lb")], []).plan.entries.isEmpty)
    }

    @Test func onlyContainersThatServeAreServers() {
        var web = service(
            "shop",
            "web",
            bindings: [(80, .http, "lb", 80)],
            containers: ["ok": "n1", "sick": "n2", "gone": "n3", "going": "n1"]
        )
        for index in web.containers.indices {
            switch web.containers[index].status.name {
            case "sick": web.containers[index].status.health = ContainerHealth(state: .unhealthy)
            case "gone": web.containers[index].status.state = .exited
            case "going": web.containers[index].isDraining = true
            default: break
            }
        }
        let servers = make([BalancerSpec(name: "lb")], [web]).plan.entries.flatMap(\.listener.servers)
        #expect(servers.map(\.name) == ["going", "ok"])
        #expect(servers.map(\.isDraining) == [true, false])
    }

    @Test func theNodesAreChosen() {
        var spec = BalancerSpec(name: "lb")
        spec.nodes = ["n1"]
        let web = service("shop", "web", bindings: [(80, .http, "lb", 80)], containers: ["c1": "n2"])
        let plan = make([spec], [web]).plan
        #expect(plan.table(for: "n1").listeners.count == 1)
        #expect(plan.table(for: "n2").listeners.isEmpty)
        #expect(plan.reservedPorts(on: "n1") == [ContainerPort(80)] && plan.reservedPorts(on: "n2") == [])
    }

    @Test func onTheServersHostItTakesNoPortOfANode() {
        var spec = BalancerSpec(name: "lb")
        spec.onServer = true
        let web = service("shop", "web", bindings: [(80, .tcp, "lb", 7777)], containers: ["c1": "n1"], nodes: ["n1"])
        let plan = make([spec], [web]).plan
        #expect(plan.listenersOnServer.map(\.port) == [7777])
        #expect(plan.listenersOnServer.first?.servers.map(\.address) == ["10.0.0.1"])
        for node in ["n1", "n2"] {
            #expect(plan.table(for: node).listeners.isEmpty && plan.reservedPorts(on: node).isEmpty)
        }
        #expect(make([BalancerSpec(name: "lb")], [web]).plan.listenersOnServer.isEmpty)
    }

    @Test func aPortThatAContainerHasItselfIsLeftToIt() {
        let web = service(
            "shop",
            "web",
            bindings: [(80, .tcp, "lb", 7777)],
            containers: ["c1": "n1"],
            nodes: ["n1", "n2"]
        )
        let plan = make([BalancerSpec(name: "lb")], [web]).plan
        #expect(plan.table(for: "n1").listeners.isEmpty)
        #expect(plan.table(for: "n2").listeners.isEmpty, "where it is about to be made, too")
        #expect(plan.table(for: "n3").listeners.map(\.port) == [7777])
        #expect(plan.reservedPorts(on: "n3").isEmpty, "another container of it may come there")
        #expect(plan.entries.map(\.absent) == [["n1", "n2"]])
    }

    @Test func twoVersionsShareByTheirWeights() {
        var blue = service("shop", "blue", bindings: [(80, .http, "lb", 80)], containers: ["b1": "n1", "b2": "n2"])
        var green = service("shop", "green", bindings: [(80, .http, "lb", 80)], containers: ["g1": "n3"])
        blue.share = .part(75)
        green.share = .part(25)
        let entries = make([BalancerSpec(name: "lb")], [green, blue]).plan.entries
        #expect(entries.map(\.services) == [["shop_blue", "shop_green"]])
        #expect(entries.flatMap(\.listener.servers).map(\.weight) == [256, 256, 171])
        green.share = .part(0)
        let servers = make([BalancerSpec(name: "lb")], [green, blue]).plan.entries.flatMap(\.listener.servers)
        #expect(servers.map(\.name) == ["b1", "b2"])
    }

    @Test func whatCannotBeIsLeftOutAndNamed() {
        var http = BalancerSpec(name: "http")
        http.listeners = [.init(port: 80, mode: .http)]
        let other = BalancerSpec(name: "other")
        let first = service("a", "web", bindings: [(80, .http, "http", 80)], containers: [:])
        let cases: [(RoutedService, String)] = [
            (service("b", "web", bindings: [(80, .http, "http", 80)], containers: [:]), "it leads to others already"),
            (
                service("b", "web", bindings: [(80, .tcp, "http", 80)], containers: [:]),
                "its listener there speaks http"
            ),
            (
                service("b", "web", bindings: [(80, .tcp, "none", 81)], containers: [:]),
                "it is not bound to the cluster; bind it with `gantry lb bind none test`"
            ),
            (
                service("b", "web", bindings: [(80, .tcp, "other", 80)], containers: [:]),
                "http has the port on the same nodes"
            ),
            (service("b", "web", bindings: [(81, .tcp, "other", 82)], containers: [:]), "port 81 has no fixed port"),
        ]
        for (second, reason) in cases {
            let (plan, conflicts) = make([http, other], [second, first])
            #expect(plan.entries.map(\.services) == [["a_web"]])
            #expect(conflicts.count == 1 && conflicts[0].reason.contains(reason), "\(conflicts)")
            #expect(
                conflicts.first?.description.hasPrefix("b_web: port \(second.spec.loadBalancers[0].frontPort) of")
                    == true
            )
        }
    }

    @Test func onePortLeadsToOneServiceByTCPAndToOneByUDP() throws {
        var dns = service(
            "net",
            "dns",
            bindings: [(53, .tcp, "lb", 53), (53, .udp, "lb", 53)],
            containers: ["c1": "n1"]
        )
        dns.spec.ports = [
            PortMapping(container: ContainerPort(53), hostPort: 7053),
            PortMapping(container: ContainerPort(53, .udp), hostPort: 53),
        ]
        dns.nodes = ["n1"]
        let (plan, conflicts) = make([BalancerSpec(name: "lb")], [dns])
        #expect(conflicts.isEmpty)
        #expect(plan.entries.map(\.listener.mode) == [.tcp, .udp])
        #expect(plan.entries.flatMap(\.listener.servers).map(\.port) == [7053, 53])
        // The datagrams' port is the container's own on its node; that of connections is nobody's.
        #expect(plan.reservedPorts(on: "n1") == [ContainerPort(53)])
        #expect(plan.table(for: "n1").listeners.map(\.mode) == [.tcp])
        #expect(plan.table(for: "n2").listeners.map(\.mode) == [.tcp, .udp])
        let table = plan.table(for: "n2")
        #expect(throws: Never.self) { try table.validate() }
        // HAProxy has no part in datagrams.
        #expect(table.servers.backends.count == 1)
        var fewer = table
        fewer.listeners.removeLast()
        #expect(fewer.transition(from: table, running: table.servers) == .none)
    }

    @Test func addressesAreOfTheNodesThatTheLoadBalancerRunsOn() {
        var spec = BalancerSpec(name: "lb")
        spec.address = "10.0.0.100/24"
        spec.nodes = ["n2"]
        let nodes: [BalancedCluster.Node] = [
            .init(id: "a", name: "n1", address: "10.0.0.1", hasRouting: true),
            .init(id: "b", name: "n2", address: "10.0.0.2", hasRouting: false),
        ]
        let plan = BalancerPlan.make(
            revision: 1,
            cluster: BalancedCluster(name: "test", balancers: [spec], services: [], nodes: nodes)
        )
        .plan
        #expect(plan.table(for: "n1").addresses == nil)
        #expect(plan.table(for: "n2").addresses?.map(\.address) == ["10.0.0.100/24"])
    }

    @Test func theClustersOwnLeadsToTheRoutingOfAllNodes() throws {
        var spec = BalancerSpec(name: "main")
        func plan() -> BalancerPlan {
            BalancerPlan.make(
                revision: 1,
                cluster: BalancedCluster(
                    name: "test",
                    balancers: [spec],
                    defaultBalancer: "main",
                    services: [],
                    nodes: [
                        .init(id: "a", name: "n1", address: "10.0.0.1", hasRouting: true),
                        .init(id: "b", name: "n2", address: "10.0.0.2", hasRouting: true),
                    ],
                    routingPort: 9080
                )
            ).plan
        }
        let entry = try #require(plan().entries.first)
        #expect(entry.listener.port == 80 && entry.listener.mode == .http && entry.isAutomatic)
        #expect(entry.listener.servers.map { "\($0.address):\($0.port)" } == ["10.0.0.1:9080", "10.0.0.2:9080"])
        #expect(entry.listener.check.path == "/haproxy-monitor")
        spec.listeners = [.init(port: 8000, mode: .http), .init(port: 9000, mode: .tcp)]
        #expect(plan().entries.map(\.listener.port) == [8000])
    }

    @Test func httpsNeedsACertificate() throws {
        var spec = BalancerSpec(name: "lb")
        spec.listeners = [.init(port: 8443, mode: .https)]
        let certificate = BalancerCertificate(name: "a", pem: "pem")
        func make(_ certificates: [BalancerCertificate]?, _ services: [RoutedService]) -> BalancerPlan {
            let cluster = BalancedCluster(
                name: "test",
                balancers: [spec],
                certificates: certificates.map { ["lb": $0] } ?? [:],
                defaultBalancer: services.isEmpty ? "lb" : nil,
                services: services
            )
            let (plan, conflicts) = BalancerPlan.make(revision: 1, cluster: cluster)
            #expect(
                conflicts.map(\.reason)
                    == (certificates != nil || services.isEmpty
                        ? []
                        : [
                            "https needs a certificate; give one with `gantry lb certificate add lb --cert FILE --key FILE`, or have "
                                + "one issued with `gantry lb certificate issue lb DOMAIN`"
                        ])
            )
            return plan
        }
        let web = service("shop", "web", bindings: [(80, .https, "lb", 8443)], containers: ["c1": "n1"])
        #expect(make(nil, [web]).entries.isEmpty)
        let entry = try #require(make([certificate], [web]).entries.first)
        #expect(entry.listener.mode == .https && entry.listener.certificates == [certificate])
        // The cluster's own has the listeners that it can have.
        #expect(make([certificate], []).entries.map(\.listener.port) == [8443])
        #expect(make(nil, []).entries.map(\.listener.port) == [80])
    }

    @Test func aRedirectIsOpenAsLongAsItsTargetIs() throws {
        var spec = BalancerSpec(name: "lb")
        spec.listeners = [.init(port: 80, mode: .http, redirectPort: 443), .init(port: 443, mode: .https)]
        let certificates: [BalancerName: [BalancerCertificate]] = ["lb": [BalancerCertificate(name: "a", pem: "pem")]]
        func entries(_ services: [RoutedService], isDefault: Bool = false) -> [BalancerPlan.Entry] {
            let cluster = BalancedCluster(
                name: "test",
                balancers: [spec],
                certificates: certificates,
                defaultBalancer: isDefault ? "lb" : nil,
                services: services,
                nodes: [.init(id: "a", name: "n1", address: "10.0.0.1", hasRouting: true)],
                routingPort: 9080
            )
            return BalancerPlan.make(revision: 1, cluster: cluster).plan.entries
        }
        #expect(entries([]).isEmpty)
        let secure = service("shop", "web", bindings: [(80, .https, "lb", 443)], containers: ["c1": "n1"])
        let both = service(
            "shop",
            "web",
            bindings: [(80, .https, "lb", 443), (80, .http, "lb", 80)],
            containers: ["c1": "n1"]
        )
        for (list, services) in [
            (entries([secure]), []), (entries([both]), ["shop_web"]), (entries([], isDefault: true), []),
        ] {
            #expect(list.map(\.listener.port) == [80, 443])
            #expect(list.map(\.listener.redirectPort) == [443, nil])
            #expect(list.map(\.listener.servers.count) == [0, 1])
            #expect(list.first?.services == services && list.first?.isAutomatic == false)
        }
        #expect(entries([], isDefault: true).last?.listener.servers.first?.port == 9080)
    }

    // MARK: Parts

    private func make(
        _ balancers: [BalancerSpec],
        _ services: [RoutedService]
    ) -> (plan: BalancerPlan, conflicts: [BalancerPlan.Conflict]) {
        BalancerPlan.make(
            revision: 7,
            cluster: BalancedCluster(name: "test", balancers: balancers, services: services)
        )
    }

    /// A service that publishes port 80 as 7777, with containers on nodes.
    private func service(
        _ application: ApplicationName,
        _ name: ServiceName,
        bindings: [(Int, LoadBalancerSpec.Scheme, String, Int)],
        containers: [String: String],
        nodes: Set<String> = []
    ) -> RoutedService {
        var spec = ServiceSpec(name: name, image: "web")
        spec.ports = [PortMapping(container: ContainerPort(80), hostPort: 7777)]
        spec.loadBalancers = bindings.map {
            LoadBalancerSpec(containerPort: $0.0, scheme: $0.1, balancer: $0.2, frontPort: $0.3)
        }
        return RoutedService(
            application: application,
            spec: spec,
            containers: containers.map { container, node in
                RoutedContainer(
                    status: ContainerStatus(
                        id: ContainerID(container),
                        name: container,
                        image: "web",
                        state: .running,
                        created: Timestamp(nanoseconds: 0)
                    ),
                    nodeAddress: "10.0.0.\(node.dropFirst())"
                )
            },
            nodes: nodes
        )
    }
}
