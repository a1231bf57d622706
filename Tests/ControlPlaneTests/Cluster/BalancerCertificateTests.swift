//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Balancing
import ControlPlane
import Model
import Testing

/// Certificates of load balancers.
@Suite struct BalancerCertificateTests {
    private static let template =
        "web:\n  image: nginx:1\n  ports: ['7777:80']\n  labels: {aliyun.lb.port_80: 'https://web:8443'}\n"

    private static func with(_ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.with(nodes: 1, routingImage: "gantry-router:1", body)
    }

    /// A certificate of these names that expires after so many days.
    private static func request(
        _ names: String,
        days: Int64 = 365,
        name: String? = nil
    ) -> LoadBalancerCertificateRequest {
        var request = LoadBalancerCertificateRequest(
            certificate: "\(names) \(Timestamp.now.seconds + days * 86_400 + 60)"
        )
        request.key = "key of \(names)"
        request.name = name
        return request
    }

    @Test func listenersGetThemWithTheirKeys() async throws {
        try await Self.with { cluster in
            let plane = await cluster.plane
            try await cluster.make("web")
            let first = Self.request("*.shop.test,10.0.0.1")
            let shown = try await plane.addCertificate("web", first)
            #expect(shown.certificates.map(\.name) == ["wildcard.shop.test"])
            #expect(shown.certificates.first?.names == ["*.shop.test", "10.0.0.1"])
            #expect(shown.certificates.first?.daysLeft == 365 && shown.certificates.first?.issuer == "Fake")
            _ = try await plane.addListener("web", ListenerObject(port: 8443, scheme: "https"))
            try await cluster.deploy("shop", Self.template)
            try await cluster.waitForState("running", of: "shop")
            func certificates() async -> [String] {
                await cluster.nodes[0].balancers?.listeners.first?.certificates?.map(\.pem) ?? []
            }
            #expect(await certificates() == [first.certificate + "\n" + "key of *.shop.test,10.0.0.1"])
            // One of the same name takes its place, another comes beside it.
            let second = Self.request("b.test", name: "wildcard.shop.test")
            _ = try await plane.addCertificate("web", second)
            _ = try await plane.issueCertificate("web", LoadBalancerCertificateIssue(domains: ["A.test"]))
            try await eventually("the listener has both") {
                await certificates().map { $0.split(separator: " ")[0] } == ["a.test", "b.test"]
            }
            let revision = await cluster.nodes[0].balancers?.revision ?? 0
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await eventually("a server that starts again has them") {
                await cluster.nodes[0].balancers?.revision ?? 0 > revision
            }
            #expect(await certificates().count == 2)
            let left = try await cluster.plane.removeCertificate("web", certificate: "a.test")
            #expect(left.certificates.map(\.name) == ["wildcard.shop.test"])
            let last = await expectError(.invalid) {
                _ = try await cluster.plane.removeCertificate("web", certificate: "wildcard.shop.test")
            }
            #expect(last.contains("load balancer web: port 8443: https needs a certificate; give one with `gantry lb"))
        }
    }

    @Test func whatCannotBeIsRefused() async throws {
        try await Self.with { cluster in
            let plane = await cluster.plane
            try await cluster.make("web")
            let needed =
                "https needs a certificate; give one with `gantry lb certificate add web --cert FILE --key FILE`"
            let listener = await expectError(.invalid) {
                _ = try await plane.addListener("web", ListenerObject(port: 443, scheme: "https"))
            }
            #expect(listener.contains(needed))
            let deploy = await expectError(.invalid) { try await cluster.deploy("shop", Self.template) }
            #expect(deploy.contains("shop_web: aliyun.lb.port_80: load balancer web: \(needed)"))
            var broken = LoadBalancerCertificateRequest(certificate: "nonsense")
            broken.certificateFile = "/c/a.pem"
            let read = await expectError(.invalid) { _ = try await plane.addCertificate("web", broken) }
            #expect(read == "load balancer web: /c/a.pem: line 1: bad; copy the file again")
            broken.certificate = "a.test 1"
            let key = await expectError(.invalid) { _ = try await plane.addCertificate("web", broken) }
            #expect(key == "load balancer web: /c/a.pem: line 1: no key; give one", "it is looked for in the same file")
            for name in ["", "a/b", ".a", String(repeating: "x", count: 81)] {
                let refusal = await expectError(.invalid) {
                    _ = try await plane.addCertificate("web", Self.request("a.test", name: name))
                }
                #expect(refusal.contains("is no name of a certificate"))
            }
            let none = LoadBalancerCertificateIssue(domains: [])
            await expectError(.invalid) { _ = try await plane.issueCertificate("web", none) }
            await expectError(.notFound) { _ = try await plane.addCertificate("nobody", Self.request("a.test")) }
            let missing = await expectError(.notFound) {
                _ = try await plane.removeCertificate("web", certificate: "x")
            }
            #expect(missing.contains("`gantry lb certificate ls web` lists"))
            for number in 1...20 { _ = try await plane.addCertificate("web", Self.request("a\(number).test")) }
            let many = await expectError(.tooLarge) {
                _ = try await plane.addCertificate("web", Self.request("a21.test"))
            }
            #expect(many.contains("gantry lb certificate rm web"))
        }
    }

    @Test func oneWithoutAnyIsNotBoundToWhereHttpsIsAskedFor() async throws {
        try await Self.with { cluster in
            let plane = await cluster.plane
            try await cluster.deploy("shop", Self.template)
            try await cluster.make("web", bind: false)
            let binding = LoadBalancerBinding(cluster: "test")
            let refusal = await expectError(.conflict) { _ = try await plane.bindLoadBalancer("web", binding) }
            #expect(refusal.contains("shop_web asks for https at port 8443: https needs a certificate"))
            _ = try await plane.addCertificate("web", Self.request("a.test"))
            _ = try await plane.bindLoadBalancer("web", binding)
            #expect(try await plane.loadBalancer("web").listeners.map(\.scheme) == ["https"])
            await expectError(.conflict) { _ = try await plane.removeCertificate("web", certificate: "a.test") }
        }
    }

    @Test func peopleAreWarnedBeforeOneExpiresAndWhenItHas() async throws {
        try await Self.with { cluster in
            let plane = await cluster.plane
            try await cluster.make("web")
            _ = try await plane.addCertificate("web", Self.request("late.test", days: 1_000))
            _ = try await plane.addCertificate("web", Self.request("soon.test", days: 31))
            try await cluster.advance(by: .seconds(2 * 86_400))
            let warning = try await cluster.waitForEvent("certificate.expiring")
            #expect(warning.level == "warning")
            #expect(warning.message.hasPrefix("load balancer web: certificate soon.test (soon.test) expires at "))
            #expect(warning.message.contains("gantry lb certificate add web --name soon.test"))
            try await cluster.advance(by: .seconds(30 * 86_400))
            let end = try await cluster.waitForEvent("certificate.expired")
            #expect(end.level == "error" && end.message.contains("soon.test"))
            #expect(try await plane.loadBalancer("web").certificates.map(\.daysLeft) == [968, -1])
        }
    }
}
