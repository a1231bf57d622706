//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing
import Testing

@Suite struct RouteTransitionTests {
    private let one = RouteServer(name: "c1", address: "10.0.0.1", port: 80)
    private let two = RouteServer(name: "c2", address: "10.0.0.2", port: 80)

    @Test func aNewWeightIsSetAtRunTime() {
        func table(_ weight: Int?) -> RouteTable {
            var server = one
            server.weight = weight
            return RouteTable(revision: 1, backends: [RouteBackend(name: "b", isSticky: false, servers: [server])])
        }
        func plan(_ old: Int?, _ new: Int?) -> RouteTransition { .plan(from: table(old), to: table(new)) }
        #expect(plan(nil, 128) == .commands([.setWeight(backend: "b", server: "c1", 128)]))
        #expect(plan(128, nil) == .commands([.setWeight(backend: "b", server: "c1", 1)]))
        #expect(plan(nil, 1) == .none)
        #expect(
            RuntimeCommand.setWeight(backend: "b", server: "c1", 128).text(mapFile: "/m")
                == "set server b/c1 weight 128"
        )
    }

    @Test func otherPathsOfAStickyBackendNeedAnotherConfiguration() {
        func table(_ paths: [String], isSticky: Bool) -> RouteTable {
            let rules = paths.map { RouteRule(host: "h", path: $0, backend: "b") }
            return RouteTable(
                revision: 1,
                rules: rules,
                backends: [RouteBackend(name: "b", isSticky: isSticky, servers: [one])]
            )
        }
        for paths in [["/shop"], ["/shop", "/"]] {
            let next = table(paths, isSticky: true)
            #expect(RouteTransition.plan(from: table(["/"], isSticky: true), to: next) == .reload)
        }
        #expect(
            .commands([.addRule(key: "h/shop/", value: "b|/shop"), .deleteRule(key: "h/cart/")])
                == RouteTransition.plan(from: table(["/cart"], isSticky: false), to: table(["/shop"], isSticky: false))
        )
    }

    @Test func equalTablesNeedNothing() {
        #expect(RouteTransition.plan(from: table([one]), to: table([one], revision: 2)) == .none)
    }

    @Test func aServerIsAddedAndEnabled() {
        #expect(
            RouteTransition.plan(from: table([one]), to: table([one, two]))
                == .commands([
                    .addServer(backend: "b", two), .enableChecks(backend: "b", server: "c2"),
                    .enableServer(backend: "b", server: "c2"),
                ])
        )
    }

    @Test func aServerThatArrivesDrainingStaysDisabled() {
        #expect(
            RouteTransition.plan(from: table([]), to: table([draining(one)]))
                == .commands([.addServer(backend: "b", draining(one)), .enableChecks(backend: "b", server: "c1")])
        )
    }

    @Test func drainingDisablesAndItsEndEnables() {
        #expect(
            RouteTransition.plan(from: table([one]), to: table([draining(one)]))
                == .commands([.disableServer(backend: "b", server: "c1")])
        )
        #expect(
            RouteTransition.plan(from: table([draining(one)]), to: table([one]))
                == .commands([.enableServer(backend: "b", server: "c1")])
        )
    }

    @Test func aServerLeavesAfterItsSuccessorCame() {
        #expect(
            RouteTransition.plan(from: table([one]), to: table([two]))
                == .commands([
                    .addServer(backend: "b", two), .enableChecks(backend: "b", server: "c2"),
                    .enableServer(backend: "b", server: "c2"), .disableServer(backend: "b", server: "c1"),
                    .deleteServer(backend: "b", server: "c1"),
                ])
        )
        #expect(
            RouteTransition.plan(from: table([draining(one)]), to: table([]))
                == .commands([.deleteServer(backend: "b", server: "c1")])
        )
    }

    @Test func anAddressChangesInPlace() {
        let moved = RouteServer(name: "c1", address: "10.0.0.9", port: 80)
        #expect(
            RouteTransition.plan(from: table([draining(one)]), to: table([moved]))
                == .commands([.setAddress(backend: "b", moved), .enableServer(backend: "b", server: "c1")])
        )
    }

    @Test func rulesChangeInTheMap() {
        let old = [rule("gone.test", "/"), rule("x.test", "/a"), rule("x.test", "/")]
        let new = [rule("new.test", "/n"), rule("x.test", "/a", to: "b2"), rule("x.test", "/")]
        let backends = [
            RouteBackend(name: "b", isSticky: false, servers: []), .init(name: "b2", isSticky: false, servers: []),
        ]
        #expect(
            RouteTransition.plan(
                from: RouteTable(revision: 1, rules: old, backends: backends),
                to: RouteTable(revision: 2, rules: new, backends: backends)
            )
                == .commands([
                    .addRule(key: "new.test/n/", value: "b|/n"),
                    .setRule(key: "x.test/a/", value: "b2|/a"),
                    .deleteRule(key: "gone.test/"),
                ])
        )
    }

    @Test func hostsChangeInTheMapUntilARuleHasAPath() {
        let other = rule("other.test", "/", to: "b2")
        let hosts = routed([other, rule("x.test", "/")])
        let paths = routed([other, rule("x.test", "/"), rule("x.test", "/a")])
        #expect(
            RouteTransition.plan(from: hosts, to: routed([rule("new.test", "/"), other, rule("x.test", "/")]))
                == .commands([.addRule(key: "new.test", value: "b"), .addRule(key: "new.test.", value: "b")])
        )
        #expect(RouteTransition.plan(from: hosts, to: paths) == .reload)
        #expect(RouteTransition.plan(from: paths, to: hosts) == .reload)
    }

    @Test func hostsOfTheOnlyBackendThatIsRoutedAreInTheConfiguration() {
        let few = routed([rule("x.test", "/")])
        let other = rule("y.test", "/", to: "b2")
        #expect(RouteTransition.plan(from: few, to: few) == .none)
        #expect(RouteTransition.plan(from: few, to: routed([rule("new.test", "/"), rule("x.test", "/")])) == .reload)
        #expect(RouteTransition.plan(from: few, to: routed([])) == .reload)
        #expect(RouteTransition.plan(from: few, to: routed([rule("x.test", "/"), other])) == .reload)
        #expect(RouteTransition.plan(from: routed([rule("x.test", "/"), other]), to: few) == .reload)
        // To compare many costs more than to look them up.
        let many = (1...5).map { rule("x\($0).test", "/") }
        #expect(
            RouteTransition.plan(from: routed(many), to: routed(many + [rule("x6.test", "/")]))
                == .commands([.addRule(key: "x6.test", value: "b"), .addRule(key: "x6.test.", value: "b")])
        )
    }

    @Test func stickinessNeedsAReload() {
        #expect(RouteTransition.plan(from: table([one]), to: table([one], isSticky: true)) == .reload)
    }

    @Test func aNewBackendNeedsAReload() {
        #expect(RouteTransition.plan(from: RouteTable(revision: 1), to: table([one])) == .reload)
    }

    @Test func aBackendThatGoesIsEmptied() {
        let old = table([one, draining(two)], rules: [rule("x.test", "/p")])
        let plan = RouteTransition.plan(from: old, to: RouteTable(revision: 2, rules: [rule("y.test", "/p")]))
        #expect(
            plan
                == .commands([
                    .addRule(key: "y.test/p/", value: "b|/p"), .deleteRule(key: "x.test/p/"),
                    .disableServer(backend: "b", server: "c1"),
                    .deleteServer(backend: "b", server: "c1"), .deleteServer(backend: "b", server: "c2"),
                ])
        )
        let left = RouteTransition.result(of: RouteTable(revision: 2), after: old, busy: [])
        #expect(left == RouteTable(revision: 2, backends: [RouteBackend(name: "b", isSticky: false, servers: [])]))
        // So that its return needs no reload.
        #expect(RouteTransition.plan(from: left, to: table([one])) != .reload)
    }

    @Test func aBusyServerIsDeletedLater() {
        let busy: Set<RuntimeCommand> = [.deleteServer(backend: "b", server: "c1")]
        let left = RouteTransition.result(of: table([two]), after: table([one, two]), busy: busy)
        #expect(left == table([draining(one), two]))
        #expect(
            RouteTransition.plan(from: left, to: table([two]))
                == .commands([.deleteServer(backend: "b", server: "c1")])
        )
        #expect(
            RouteTransition.plan(from: left, to: table([one, two]))
                == .commands([.enableServer(backend: "b", server: "c1")])
        )
    }

    @Test func commandsAreLinesAndAnswersAreUnderstood() {
        #expect(
            RuntimeCommand.addServer(backend: "b", one).text(mapFile: "/m")
                == "add server b/c1 10.0.0.1:80 " + HAProxyConfiguration.serverParameters
        )
        #expect(
            RuntimeCommand.setAddress(backend: "b", one).text(mapFile: "/m")
                == "set server b/c1 addr 10.0.0.1 port 80"
        )
        #expect(RuntimeCommand.setRule(key: "x/", value: "b|/|").text(mapFile: "/m") == "set map /m x/ b|/|")
        let delete = RuntimeCommand.deleteServer(backend: "b", server: "c1")
        #expect(delete.outcome("Server deleted.") == .done)
        #expect(delete.outcome("Server still has connections attached to it, cannot remove it.") == .busy)
        #expect(delete.outcome("No such backend.") == .refused)
        #expect(RuntimeCommand.enableServer(backend: "b", server: "c").outcome("No such server.") == .refused)
        #expect(RuntimeCommand.deleteRule(key: "x/").outcome("") == .done)
        #expect(RuntimeCommand.addServer(backend: "b", one).outcome("New server registered.") == .done)
    }

    // MARK: Material

    private func table(
        _ servers: [RouteServer],
        rules: [RouteRule] = [],
        isSticky: Bool = false,
        revision: Int64 = 2
    ) -> RouteTable {
        RouteTable(
            revision: revision,
            rules: rules,
            backends: [RouteBackend(name: "b", isSticky: isSticky, servers: servers)]
        )
    }

    /// A table with some rules for two backends without servers.
    private func routed(_ rules: [RouteRule]) -> RouteTable {
        let backends = ["b", "b2"].map { RouteBackend(name: $0, isSticky: false, servers: []) }
        return RouteTable(revision: 1, rules: rules, backends: backends)
    }

    private func rule(_ host: String, _ path: String, to backend: String = "b") -> RouteRule {
        RouteRule(host: host, path: path, backend: backend)
    }

    private func draining(_ server: RouteServer) -> RouteServer {
        var server = server
        server.isDraining = true
        return server
    }
}
