//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing
import Testing

@Suite struct RouteSettingsTests {
    private func service(
        _ name: String,
        _ routes: [RouteSpec],
        certificate: String? = nil,
        application: ApplicationName = "shop"
    ) -> RoutedService {
        var spec = ServiceSpec(name: ServiceName(name), image: "nginx")
        spec.routes = routes
        spec.routeCertificate = certificate
        return RoutedService(application: application, spec: spec, containers: [])
    }

    private func make(_ services: [RoutedService]) -> (table: RouteTable, conflicts: [String]) {
        RouteTable.make(revision: 1, services: services, domain: "cluster.test")
    }

    @Test func aBackendHasItsServicesSettings() {
        var web = service("web", [RouteSpec(containerPort: 80, host: .prefix("web"))])
        web.spec.routing.compresses = true
        let api = service("api", [RouteSpec(containerPort: 80, host: .prefix("api"))])
        let backends = make([web, api]).table.backends
        #expect(backends.map(\.name) == ["shop_api_80_servers", "shop_web_80_servers"])
        #expect(backends.map(\.settings) == [nil, web.spec.routing])
    }

    @Test func aCertificateIsForTheHostsOfItsService() {
        let routes = [
            RouteSpec(containerPort: 80, scheme: .https, host: .domain("b.test"), path: "/x"),
            RouteSpec(containerPort: 81, host: .domain("a.test")), RouteSpec(containerPort: 80, host: .prefix("web")),
        ]
        let (table, conflicts) = make([service("web", routes, certificate: "pem"), service("api", [])])
        #expect(
            table.certificates
                == [RouteCertificate(name: "shop_web", hosts: ["a.test", "b.test", "web.cluster.test"], pem: "pem")]
        )
        #expect(conflicts.isEmpty)
        #expect(
            HAProxyCertificates.list(table, directory: "/c").split(separator: "\n").first == "/c/shop_web.pem a.test"
        )
        #expect(make([service("web", routes)]).table.certificates == nil)
    }

    @Test func aHostHasOneCertificate() {
        func routes(_ path: String) -> [RouteSpec] {
            [RouteSpec(containerPort: 80, host: .domain("a.test"), path: path)]
        }
        let first = service("api", routes("/api"), certificate: "one")
        let (table, conflicts) = make([service("web", routes("/"), certificate: "two"), first])
        #expect(table.certificates == [RouteCertificate(name: "shop_api", hosts: ["a.test"], pem: "one")])
        #expect(
            conflicts.count == 1 && conflicts[0].hasPrefix("shop/web: certificate of a.test left out: shop/api has")
        )
        let (same, none) = make([service("web", routes("/"), certificate: "one"), first])
        #expect(same.certificates == table.certificates && none.isEmpty)
    }

    @Test func otherSettingsAndCertificatesNeedAReload() throws {
        let old = RouteTable(
            revision: 1,
            rules: [RouteRule(host: "a.test", path: "/", backend: "web")],
            backends: [RouteBackend(name: "web", isSticky: false, servers: [])]
        )
        var new = old
        new.backends[0].settings = RoutingSettings()
        #expect(RouteTransition.plan(from: old, to: new) == .reload)
        new = old
        new.certificates = [RouteCertificate(name: "c", hosts: ["a.test"], pem: "x")]
        #expect(RouteTransition.plan(from: old, to: new) == .reload)
        #expect(RouteTransition.plan(from: new, to: new) == .none)
        // A backend that went keeps what it had in HAProxy, so that its return needs none.
        var with = old
        with.rules = []
        with.backends[0].settings = RoutingSettings()
        let left = RouteTransition.result(of: RouteTable(revision: 2), after: with, busy: [])
        #expect(RouteTransition.plan(from: left, to: with) != .reload)
    }

    @Test(arguments: [
        RouteCertificate(name: "a/b", hosts: ["a.test"], pem: ""), RouteCertificate(name: "..", hosts: [], pem: ""),
        RouteCertificate(name: "a", hosts: ["a.test x"], pem: ""), RouteCertificate(name: "a", hosts: ["*"], pem: ""),
        RouteCertificate(name: "a", hosts: ["a.test"], pem: "-----BEGIN CERTIFICATE-----"),
    ])
    func certificatesAreChecked(certificate: RouteCertificate) {
        var table = RouteTable(revision: 1)
        table.certificates = [certificate]
        #expect(throws: RoutingError.self) { try table.validate() }
    }
}
