//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Balancing
import ControlPlane
import Model
import Routing
import Testing

/// Load balancers at work: what the nodes are told, and what is refused.
@Suite struct BalancerTests {
    private static func web(
        _ scale: Int = 1,
        balancer: String = "http://web:8080",
        ports: String = "7777:80",
        service: String = "web"
    ) -> String {
        "\(service):\n  image: nginx:1\n  ports: ['\(ports)']\n  labels:\n    aliyun.scale: '\(scale)'\n"
            + "    aliyun.lb.port_80: \(balancer)\n"
    }

    private static func with(nodes: Int, _ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.with(nodes: nodes, routingImage: "gantry-router:1", body)
    }

    @Test func theNodesLeadToTheContainersForAsLongAsOneIsBound() async throws {
        try await Self.with(nodes: 2) { cluster in
            try await cluster.waitForState("running", of: "acsrouting")
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            var bodies = await cluster.nodes[0].configurations
            bodies.merge(await cluster.nodes[1].configurations) { $1 }
            let body = try #require(bodies["acslb_balancer_1"])
            #expect(body["HostConfig"]?["NetworkMode"] == "host")
            #expect(body["Entrypoint"] == ["/usr/bin/gantry-agent", "balancer"])
            try await cluster.deploy("shop", Self.web(2))
            try await cluster.waitForState("running", of: "shop")
            for node in cluster.nodes {
                try await eventually("\(node.name) leads to both") {
                    guard let listener = await node.balancers?.listeners.first else { return false }
                    return listener.port == 8080
                        && listener.servers.map { "\($0.address):\($0.port)" }.sorted()
                            == ["10.0.0.1:7777", "10.0.0.2:7777"]
                }
            }
            let shown = try await cluster.plane.loadBalancer("web")
            #expect(shown.cluster == "test" && shown.listeners.map(\.automatic) == [true])
            #expect(shown.listeners.first?.services == ["shop_web"])
            #expect(shown.listeners.first?.servers.map(\.container).sorted() == ["shop_web_1", "shop_web_2"])
            await expectError(.conflict) {
                try await cluster.plane.deleteProject(cluster.id, "acslb", force: true, volumes: false)
            }
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: false)
            try await cluster.plane.deleteLoadBalancer("web")
            try await eventually("only routing is left") {
                await cluster.names() == ["acsrouting_routing_1", "acsrouting_routing_2"]
            }
            // And again: a later one is not kept from coming by the one that went.
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
        }
    }

    @Test func aContainerLeavesTheLoadBalancersBeforeItIsStopped() async throws {
        try await Self.with(nodes: 2) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            try await cluster.deploy("shop", Self.web(2))
            try await cluster.waitForState("running", of: "shop")
            let before = cluster.journal.calls.count
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 1)
            try await eventually("one is left") { !(await cluster.names().contains("shop_web_2")) }
            let calls = Array(cluster.journal.calls.dropFirst(before))
            let stop = try #require(calls.firstIndex { $0.hasSuffix("POST /containers/shop_web_2/stop") })
            for node in ["n1", "n2"] {
                let table = try #require(calls.firstIndex(of: "\(node) PUT /agent/v1/balancers"))
                let drain = try #require(calls.firstIndex(of: "\(node) POST /agent/v1/drain shop_web_2"))
                #expect(table < drain && drain < stop)
            }
        }
    }

    @Test func anApplicationRunsOnceTheLoadBalancersLeadToIt() async throws {
        try await Self.with(nodes: 1) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            let node = cluster.nodes[0]
            await node.fail("POST /containers/create", .hold)
            try await cluster.deploy("shop", Self.web())
            try await eventually("it is being made") { await node.isHolding }
            await node.fail("PUT /agent/v1/balancers", .refuse(503, "broken"), isLasting: true)
            await node.release()
            try await eventually("the node that lacks it is named") {
                try await cluster.plane.service(cluster.id, "shop_web").waiting
                    == ["shop_web_1": "n1: not in the routes there yet"]
            }
            await node.mend()
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aNodeThatTakesNoTableIsWaitedForUntilTheLimit() async throws {
        let limit = Duration.milliseconds(50)
        try await TestCluster.with(nodes: 1, routingImage: "gantry-router:1", routeAcknowledgement: limit) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            await cluster.nodes[0].fail("PUT /agent/v1/balancers", .refuse(503, "broken"), isLasting: true)
            try await cluster.deploy("shop", Self.web())
            try await cluster.waitForState("running", of: "shop")
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: false)
            try await eventually("it is gone") { await !cluster.names().contains("shop_web_1") }
            #expect(await cluster.nodes[0].balancers?.listeners.allSatisfy(\.servers.isEmpty) ?? true)
        }
    }

    @Test func whatANodeRefusesIsToldAtItsService() async throws {
        try await Self.with(nodes: 1) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            let refusal = "balancer table 5: a balancer refused: load balancer web: port 8080 is left out, it is taken"
            await cluster.nodes[0].fail("PUT /agent/v1/balancers", .refuse(202, refusal), isLasting: true)
            try await cluster.deploy("other", "web:\n  image: nginx:1\n")
            try await cluster.deploy("shop", Self.web())
            let event = try await cluster.waitForEvent("balancer.refused", project: "shop")
            #expect(event.message.hasPrefix("on n1: ") && event.message.contains("port 8080 is left out, it is taken"))
            #expect(event.service == "web" && event.node == "n1")
            try await eventually("it is shown") {
                try await cluster.plane.loadBalancer("web").problems == [event.message]
            }
            for try await other in try await cluster.plane.events(cluster.id, project: nil, after: nil, follow: false)
            where other.action == event.action {
                #expect(other.project == "shop")
            }
            // The port is free by now, which nobody had to be told.
            await cluster.nodes[0].mend()
            try await eventually("it is seen") { try await cluster.plane.loadBalancer("web").problems == [] }
        }
    }

    @Test func aRefusalOfAllIsToldAtTheNode() async throws {
        try await Self.with(nodes: 1) { cluster in
            await cluster.nodes[0].fail("PUT /agent/v1/balancers", .refuse(202, "x: refused: bad"), isLasting: true)
            try await cluster.make("web")
            try await cluster.deploy("shop", Self.web())
            let event = try await cluster.waitForEvent("balancer.refused")
            #expect(event.message.contains("refused: bad"))
            #expect(event.project == "" && event.node == "n1")
        }
    }

    @Test func whatIsRefusedByWhoComesLaterIsToldAsWell() async throws {
        try await Self.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.fail("PUT /agent/v1/balancers", .refuse(202, "x: no balancer is connected"), isLasting: true)
            try await cluster.make("web")
            try await cluster.deploy("shop", Self.web())
            try await cluster.waitForState("running", of: "shop")
            await node.mend()
            let refusal = "x: a balancer refused: load balancer web: port 8080 is left out, it is taken"
            await node.fail("PUT /agent/v1/balancers", .refuse(202, refusal), isLasting: true)
            let event = try await cluster.waitForEvent("balancer.refused", project: "shop")
            #expect(event.message.contains("port 8080 is left out"))
        }
    }

    @Test func itRunsOnTheNodesThatAreChosenAndTheirPortsAreTaken() async throws {
        try await Self.with(nodes: 2) { cluster in
            try await cluster.make("web") { $0.nodes = ["n2"] }
            try await eventually("it runs on the one") {
                let (one, two) = (await cluster.nodes[0].names, await cluster.nodes[1].names)
                return one.count == 1 && two.contains("acslb_balancer_1")
            }
            try await cluster.deploy("shop", Self.web(balancer: "tcp://web:9000"))
            try await cluster.waitForState("running", of: "shop")
            // Another service's port 9000 has no place there.
            try await cluster.deploy(
                "other",
                "a:\n  image: nginx:1\n  ports: ['9000:80']\n  labels: {aliyun.scale: '2'}\n"
            )
            try await eventually("one of them is on the other node") {
                await cluster.nodes[0].names.contains { $0.hasPrefix("other_a_") }
            }
            try await eventually("the other says why it waits") {
                try await cluster.waiting("other").values.contains {
                    $0.contains("9000/tcp") && $0.contains("a load balancer")
                }
            }
        }
    }

    @Test func aPortThatTheContainerHasItselfIsLeftToIt() async throws {
        try await Self.with(nodes: 2) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            try await cluster.deploy("shop", Self.web(balancer: "tcp://web:7777"))
            try await cluster.waitForState("running", of: "shop")
            try await eventually("the other node alone listens") {
                var listening: [Bool] = []
                for node in cluster.nodes {
                    let hasContainer = await node.names.contains("shop_web_1")
                    listening.append(await node.balancers?.listeners.isEmpty == hasContainer)
                }
                return listening == [true, true]
            }
            let node = await cluster.nodes[0].names.contains("shop_web_1") ? "n1" : "n2"
            #expect(try await cluster.plane.loadBalancer("web").listeners.map(\.leftTo) == [[node]])
        }
    }

    @Test func theClustersOwnLeadsToItsRouting() async throws {
        try await Self.with(nodes: 2) { cluster in
            _ = try await cluster.plane.createLoadBalancer(LoadBalancerRequest(name: "main"))
            var binding = LoadBalancerBinding(cluster: "test")
            binding.isDefault = true
            _ = try await cluster.plane.bindLoadBalancer("main", binding)
            try await eventually("it leads to both nodes") {
                guard let listener = await cluster.nodes[1].balancers?.listeners.first else { return false }
                return listener.port == 80 && listener.servers.map(\.address).sorted() == ["10.0.0.1", "10.0.0.2"]
            }
            let servers = try await cluster.plane.loadBalancer("main").listeners.first?.servers ?? []
            #expect(servers.map(\.node).sorted() == ["n1", "n2"] && servers.map(\.port) == [9080, 9080])
            // Services can't name it, and there is one alone.
            let named = await expectError(.invalid) {
                try await cluster.deploy("shop", Self.web(balancer: "tcp://main:81"))
            }
            #expect(named.contains("is the cluster's own"))
            try await cluster.make("second", bind: false)
            let second = await expectError(.conflict) {
                _ = try await cluster.plane.bindLoadBalancer("second", binding)
            }
            #expect(
                second.contains(
                    "cluster test has main for its routing; unbind that one first with `gantry lb unbind main test`"
                )
            )
            try await cluster.make("web")
            try await cluster.deploy("shop", Self.web())
            let used = await expectError(.conflict) { _ = try await cluster.plane.bindLoadBalancer("web", binding) }
            #expect(used.contains("is already bound to backend servers, those of shop_web"))
        }
    }

    @Test func aDeployIsRefusedThatAsksForWhatItCannotHave() async throws {
        try await Self.with(nodes: 1) { cluster in
            try await cluster.make("web") { $0.listeners = [ListenerObject(port: 8080, scheme: "http")] }
            try await cluster.make("free", bind: false)
            try await cluster.make("other")
            try await cluster.deploy("shop", Self.web())
            let cases: [(String, ControlPlaneError.Code, String)] = [
                ("tcp://web:8080", .invalid, "its listener at port 8080 speaks http and not tcp"),
                ("http://web:8080", .conflict, "leads to shop_web already, and is not shared"),
                ("http://web:8081", .conflict, "leads to shop_web already, and is not shared"),
                ("http://other:8080", .conflict, "port 8080 is that of web on the same nodes"),
                ("http://other:9080", .conflict, "port 9080 of the nodes is that of simple routing"),
            ]
            for (label, code, message) in cases {
                let refusal = await expectError(code) {
                    try await cluster.deploy("second", Self.web(balancer: label, ports: "7778:80"))
                }
                #expect(refusal.contains(message), "\(refusal)")
                await expectError(.notFound) { _ = try await cluster.project("second") }
            }
            // Its own application may go on with it.
            try await cluster.update("shop", Self.web(2))
            let plan = await expectError(.invalid) {
                _ = try await cluster.plane.plan(
                    cluster.id,
                    ProjectRequest(name: "x", template: Self.web(balancer: "tcp://web:8080"))
                )
            }
            #expect(plan.contains("speaks http and not tcp"))
            await expectError(.conflict) { try await cluster.deploy("acslb", Templates.web(scale: 1)) }
        }
    }

    @Test func oneThatIsMissingIsWarnedOfAndServesWhenItIsThere() async throws {
        try await Self.with(nodes: 1) { cluster in
            let plane = await cluster.plane
            try await cluster.make("free", bind: false)
            for (name, balancer) in [("shop", "none"), ("other", "free")] {
                let warnings = try await cluster.deploy(name, Self.web(balancer: "http://\(balancer):8080"))
                let text = warnings.map(\.description).joined(separator: "\n")
                #expect(
                    text.contains("web.labels.aliyun.lb.port_80: no load balancer \(balancer) is bound to cluster test")
                )
            }
            try await cluster.make("none")
            try await eventually("it leads to the service") {
                try await plane.loadBalancer("none").listeners.first?.services == ["shop_web"]
            }
            // What two ask for is nobody's.
            try await cluster.make("both", bind: false)
            for name in ["one", "two"] {
                try await cluster.deploy(name, Self.web(balancer: "http://both:8090"))
            }
            let refusal = await expectError(.conflict) {
                _ = try await plane.bindLoadBalancer("both", LoadBalancerBinding(cluster: "test"))
            }
            #expect(refusal.contains("one_web and two_web both ask for it"))
        }
    }

    @Test func aChangeIsRefusedThatWouldTakeItFromItsService() async throws {
        try await Self.with(nodes: 1) { cluster in
            let plane = await cluster.plane
            try await cluster.make("web") { $0.listeners = [ListenerObject(port: 8080, scheme: "http")] }
            try await cluster.make("other")
            try await cluster.deploy("shop", Self.web(balancer: "http://web:8080;tcp://web:8081"))
            let here = LoadBalancerBinding(cluster: "test")
            let cases: [(String, () async throws -> Void)] = [
                ("leads to shop_web; deploy shop_web without", { _ = try await plane.unbindLoadBalancer("web", here) }),
                ("leads to shop_web; deploy shop_web without", { try await plane.deleteLoadBalancer("web") }),
                (
                    "port 8080 leads to shop_web",
                    { _ = try await plane.removeListener("web", port: ContainerPort(8080)) }
                ),
                (
                    "shop_web asks for tcp at port 8081",
                    { _ = try await plane.addListener("web", ListenerObject(port: 8081, scheme: "http")) }
                ),
                (
                    "port 8081 is that of web on the same nodes",
                    { _ = try await plane.addListener("other", ListenerObject(port: 8081, scheme: "http")) }
                ),
                (
                    "port 1936 of the nodes",
                    { _ = try await plane.addListener("other", ListenerObject(port: 1936, scheme: "tcp")) }
                ),
            ]
            for (message, change) in cases {
                let refusal = await expectError(.conflict) { try await change() }
                #expect(refusal.contains(message), "\(refusal)")
            }
            var change = LoadBalancerChange()
            change.nodes = ["nobody"]
            await expectError(.notFound) { _ = try await plane.changeLoadBalancer("web", change) }
            #expect(try await plane.loadBalancer("web").listeners.map(\.port) == [8080, 8081])
            _ = try await plane.createCluster(ClusterRequest(name: "second"))
            let taken = await expectError(.conflict) {
                _ = try await plane.bindLoadBalancer("other", LoadBalancerBinding(cluster: "second"))
            }
            #expect(taken.contains("is bound to cluster test, and clusters don't share one"))
        }
    }

    @Test func twoVersionsOfAnApplicationShareOneByWeights() async throws {
        try await Self.with(nodes: 2) { cluster in
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "acslb")
            try await cluster.deploy("shop", Self.web(service: "blue"))
            try await cluster.waitForState("running", of: "shop")
            var request = ProjectRequest(name: nil, template: Self.web(ports: "7778:80", service: "green"))
            request.version = "2.0"
            request.updateMethod = "blue-green"
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            try await cluster.waitForRunning([
                "acslb_balancer_1", "acslb_balancer_2", "acsrouting_routing_1", "acsrouting_routing_2", "shop_blue_1",
                "shop_green_1",
            ])
            try await cluster.plane.setWeights(cluster.id, "shop", ["green": 50])
            try await eventually("both get visitors") {
                await cluster.nodes[0].balancers?.listeners.first?.servers.map(\.weight).sorted { $0 ?? 0 < $1 ?? 0 }
                    == [128, 256]
            }
            let servers = try await cluster.plane.loadBalancer("web").listeners.first?.servers ?? []
            #expect(servers.map(\.container).sorted() == ["shop_blue_1", "shop_green_1"])
            let none = await expectError(.invalid) {
                try await cluster.plane.setWeights(cluster.id, "shop", ["green": 0, "blue": 0])
            }
            #expect(none.contains("nobody would serve"))
        }
    }

    @Test func whatAServiceDoesNotGetIsToldAndShown() async throws {
        try await Self.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Self.web())
            let event = try await cluster.waitForEvent("balancer.conflict")
            #expect(event.project == "shop" && event.service == "web" && event.level == "warning")
            #expect(event.message.contains("not bound to the cluster; bind it with `gantry lb bind web test`"))
            try await cluster.make("web")
            try await cluster.waitForState("running", of: "shop")
            #expect(try await cluster.plane.loadBalancer("web").problems == [])
            // Another version of the application speaks something else at the same port.
            var request = ProjectRequest(
                name: nil,
                template: Self.web(balancer: "tcp://web:8080", ports: "7778:80", service: "green")
            )
            request.version = "2.0"
            request.updateMethod = "blue-green"
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            try await eventually("the one that is later is named") {
                try await cluster.plane.loadBalancer("web").problems == [
                    "shop_web: port 8080 of the load balancer web left out: it leads to others already; choose another "
                        + "port"
                ]
            }
        }
    }

    @Test func aServerThatStartsAgainKnowsThem() async throws {
        try await Self.with(nodes: 1) { cluster in
            try await cluster.make("web")
            try await cluster.deploy("shop", Self.web())
            try await cluster.waitForState("running", of: "shop")
            let revision = await cluster.nodes[0].balancers?.revision ?? 0
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await eventually("it is told again") {
                guard let table = await cluster.nodes[0].balancers else { return false }
                return table.revision > revision && table.listeners.first?.servers.count == 1
            }
            #expect(try await cluster.plane.loadBalancer("web").cluster == "test")
        }
    }

    @Test func aClusterThatGoesLeavesItsLoadBalancers() async throws {
        try await Self.with(nodes: 1) { cluster in
            let second = try await cluster.plane.createCluster(ClusterRequest(name: "second"))
            try await cluster.make("web", bind: false)
            _ = try await cluster.plane.bindLoadBalancer("web", LoadBalancerBinding(cluster: second.clusterID))
            try await cluster.plane.deleteCluster("second")
            #expect(try await cluster.plane.loadBalancer("web").cluster == "")
            _ = try await cluster.plane.bindLoadBalancer("web", LoadBalancerBinding(cluster: "test"))
        }
    }

    @Test func aClusterMayBeMadeWithItsOwn() async throws {
        try await Self.with(nodes: 1) { cluster in
            var request = ClusterRequest(name: "shops")
            request.needsLoadBalancer = true
            let made = try await cluster.plane.createCluster(request)
            let shown = try await cluster.plane.loadBalancer("shops")
            #expect(shown.cluster == "shops" && shown.isDefault)
            #expect(shown.listeners.map { "\($0.scheme) \($0.port)" } == ["http 80"])
            // A name that is no load balancer's, and one that another has.
            request.name = "\u{5546}\u{5e97}"
            let other = try await cluster.plane.createCluster(request)
            #expect(try await cluster.plane.loadBalancer(other.clusterID).isDefault)
            try await cluster.make("edge") { $0.nodes = ["n1"] }
            request.name = "edge"
            let third = try await cluster.plane.createCluster(request)
            #expect(try await cluster.plane.loadBalancer(third.clusterID).cluster == "edge")
            // It goes with its cluster, and no other does.
            _ = try await cluster.plane.bindLoadBalancer("edge", LoadBalancerBinding(cluster: cluster.id))
            try await cluster.plane.deleteCluster(made.clusterID)
            await expectError(.notFound) { _ = try await cluster.plane.loadBalancer("shops") }
            #expect(try await cluster.plane.loadBalancers(nameContains: nil).count == 3)
        }
    }

    @Test func withoutAnImageAClusterHasNone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            var request = ClusterRequest(name: "shops")
            request.needsLoadBalancer = true
            let refusal = await expectError(.conflict) { _ = try await cluster.plane.createCluster(request) }
            #expect(refusal.contains("--routing-image"))
            let found = try await cluster.plane.clusters(nameContains: "shops")
            #expect(found.isEmpty)
        }
    }

    @Test func withoutAnImageNoneCanBeBound() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.make("web", bind: false)
            let refusal = await expectError(.conflict) {
                _ = try await cluster.plane.bindLoadBalancer("web", LoadBalancerBinding(cluster: "test"))
            }
            #expect(refusal.contains("--routing-image"))
        }
    }
}

extension TestCluster {
    /// Makes a load balancer, and binds it to the cluster.
    func make(
        _ name: String,
        bind: Bool = true,
        _ change: (inout LoadBalancerRequest) -> Void = { _ in }
    ) async throws {
        var request = LoadBalancerRequest(name: name)
        change(&request)
        _ = try await plane.createLoadBalancer(request)
        if bind { _ = try await plane.bindLoadBalancer(name, LoadBalancerBinding(cluster: id)) }
    }
}
