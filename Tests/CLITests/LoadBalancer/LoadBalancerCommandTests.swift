//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import FoundationEssentials
import Testing

@testable import CLI

@Suite struct LoadBalancerCommandTests {
    @Test func oneIsMadeWithItsSettings() throws {
        let create = try LoadBalancerCommand.Create.parse([
            "web/lb", "--listener", "http:80", "--listener", "udp:53", "--address", "10.0.0.9/24", "--node", "n1",
            "--connection-limit", "5", "--bandwidth-limit", "20",
            "--check-path", "/healthz", "--check-interval", "3", "--check-fall", "4", "--check-rise", "2",
        ])
        let request = try create.request()
        #expect(request.name == "web/lb" && request.nodes == ["n1"] && request.connectionLimit == 5)
        #expect(request.listeners?.map { "\($0.scheme) \($0.port)" } == ["http 80", "udp 53"])
        #expect(request.address == "10.0.0.9/24" && request.bandwidthLimit == 20)
        #expect(request.check?.path == "/healthz" && request.check?.intervalSeconds == 3)
        #expect(request.check?.fall == 4 && request.check?.rise == 2)
        #expect(try LoadBalancerCommand.Create.parse(["lb"]).request().check == nil)
        #expect(try LoadBalancerCommand.Create.parse(["lb"]).request().onServer == nil)
        #expect(try LoadBalancerCommand.Create.parse(["lb", "--on-server"]).request().onServer == true)
    }

    @Test(arguments: ["http", "80", "sctp:53", "http:x", "http:80:1", ""])
    func whatIsNoListenerIsRefused(text: String) {
        let error = #expect(throws: CLIError.self) { try ListenerObject(parsing: text) }
        #expect(error?.description.hasPrefix("'\(text)': is no listener") == true)
    }

    @Test func onlyWhatIsGivenChanges() throws {
        let change = try LoadBalancerCommand.Set.parse(["lb", "--connection-limit", "0"]).change
        #expect(try LoadBalancerCommand.Set.parse(["lb", "--bandwidth-limit", "0"]).change.bandwidthLimit == 0)
        #expect(change.connectionLimit == 0 && change.nodes == nil && change.check == nil)
        #expect(try LoadBalancerCommand.Set.parse(["lb", "--all-nodes"]).change.nodes == [])
        #expect(try LoadBalancerCommand.Set.parse(["lb", "--on-server"]).change.onServer == true)
        #expect(throws: (any Error).self) { try LoadBalancerCommand.Set.parse(["lb", "--on-server", "--node", "n1"]) }
        #expect(throws: (any Error).self) { try LoadBalancerCommand.Set.parse(["lb"]) }
        #expect(throws: (any Error).self) { try LoadBalancerCommand.Set.parse(["lb", "--all-nodes", "--node", "n1"]) }
    }

    @Test func aListShowsWhereTheyLead() {
        var item = LoadBalancerObject(name: "web")
        #expect(item.row(TerminalStyle(noColor: true)) == ["web", "-", "", "", "all"])
        item.onServer = true
        #expect(item.row(TerminalStyle(noColor: true)).last == "(server)")
        item.onServer = false
        item.cluster = "test"
        item.isDefault = true
        item.nodes = ["n1", "n2"]
        item.listeners = [.init(port: 80, scheme: "http", automatic: true)]
        item.listeners[0].services = ["shop_web"]
        #expect(item.row(TerminalStyle(noColor: true)) == ["web", "test (routing)", "http:80", "shop_web", "n1,n2"])
        #expect(item.wideRow(TerminalStyle(noColor: true)).count == LoadBalancerObject.wideHeadings.count)
    }

    @Test func aListenerMayLeadToHTTPS() throws {
        func add(_ arguments: String...) throws -> ListenerObject {
            try ListenerCommand.Add.parse(["lb", "http:80"] + arguments).request()
        }
        #expect(try add().redirectHTTPS == nil)
        #expect(try add("--redirect-https").redirectHTTPS == 443)
        #expect(try add("--redirect-https=8443").redirectHTTPS == 8443)
        #expect(try ListenerCommand.Set.parse(["lb", "80", "--redirect-https"]).change.redirectHTTPS == 443)
        #expect(try ListenerCommand.Set.parse(["lb", "80", "--no-redirect"]).change.redirectHTTPS == 0)
        #expect(throws: (any Error).self) { try ListenerCommand.Set.parse(["lb", "80"]) }
        #expect(throws: (any Error).self) {
            try ListenerCommand.Set.parse(["lb", "80", "--no-redirect", "--redirect-https"])
        }
        var item = LoadBalancerObject(name: "web")
        item.listeners = [.init(port: 80, scheme: "http", automatic: false)]
        item.listeners[0].redirectHTTPS = 443
        #expect(item.row(TerminalStyle(noColor: true))[2] == "http:80>443")
    }

    @Test func aCertificateIsReadFromItsFiles() throws {
        let file = "/tmp/gantry-certificate-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data("pem".utf8).write(to: URL(filePath: file))
        var request = try CertificateCommand.Add.parse(["lb", "--cert", file]).request()
        #expect(request.certificate == "pem" && request.key == nil && request.name == nil)
        #expect(request.certificateFile == file)
        request = try CertificateCommand.Add.parse(["lb", "--cert", file, "--key", file, "--name", "shop"]).request()
        #expect(request.key == "pem" && request.keyFile == file && request.name == "shop")
        #expect(throws: CLIError.self) { try CertificateCommand.Add.parse(["lb", "--cert", "/none"]).request() }
        #expect(throws: (any Error).self) { try CertificateCommand.Add.parse(["lb"]) }
        let issue = try CertificateCommand.Issue.parse(["lb", "a.test", "*.a.test", "--days", "9", "--name", "x"])
            .request
        #expect(issue.domains == ["a.test", "*.a.test"] && issue.days == 9 && issue.name == "x")
        #expect(throws: (any Error).self) { try CertificateCommand.Issue.parse(["lb"]) }
    }

    @Test(arguments: [(5, "2027-01-02 (5 d)"), (0, "2027-01-02 (0 d)"), (-1, "2027-01-02 (expired)")])
    func certificatesAreListedWithTheirEnd(days: Int, end: String) {
        let item = LoadBalancerObject.Certificate(
            name: "shop",
            names: ["a.test", "b.test"],
            issuer: "CA",
            begins: "2026-01-02T00:00:00Z",
            expires: "2027-01-02T00:00:00Z",
            daysLeft: days,
            fingerprint: "f"
        )
        let style = TerminalStyle(noColor: true)
        #expect(item.row(style) == ["shop", "a.test,b.test", "CA", end])
        #expect(item.wideRow(style) == ["2026-01-02", "f"] && item.listName == "shop")
    }

    @Test func aNameIsPartOfThePath() throws {
        #expect(try LoadBalancerCall.path("a/b") == "/load_balancers/a%2Fb")
        #expect(throws: CLIError.self) { try LoadBalancerCall.path("") }
    }
}
