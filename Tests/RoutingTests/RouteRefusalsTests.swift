//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing
import Testing

@Suite struct RouteRefusalsTests {
    private static let configuration =
        "global\n    x\nbackend a\n    option x\n    server s\n\nbackend b\n    server s\n"

    private func table(_ directive: String, pem: String = "pem") throws -> RouteTable {
        var settings = RoutingSettings()
        settings.directives = try BackendDirective.lines(parsing: directive)
        var a = RouteBackend(name: "a", isSticky: false, servers: [])
        a.settings = settings
        var table = RouteTable(revision: 1, backends: [a, RouteBackend(name: "b", isSticky: false, servers: [])])
        table.certificates = [RouteCertificate(name: "p_a", hosts: ["a.test"], pem: pem)]
        return table
    }

    @Test func settingsAreLeftOutUntilTheyChange() throws {
        var refusals = RouteRefusals()
        let table = try table("retries 1")
        #expect(refusals.applied(to: table).table == table)
        let complaint = "[ALERT] (1) : config : parsing [/r/haproxy.cfg.new:4] : bad"
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(isPart)
        let (rest, problems) = refusals.applied(to: table)
        #expect(rest.backends.map(\.settings) == [nil, nil] && rest.certificates == table.certificates)
        #expect(
            problems.count == 1 && problems[0].hasPrefix("a: its settings are left out") && problems[0].hasSuffix("bad")
        )
        let other = try self.table("retries 2")
        #expect(refusals.applied(to: other).table == other)
    }

    @Test func aCertificateIsLeftOutUntilItChanges() throws {
        var refusals = RouteRefusals()
        let table = try table("retries 1")
        let complaint = "parsing [/r/haproxy.cfg.new:2] : unable to load certificate from file '/r/c.2/p_a.pem'."
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(isPart)
        let (rest, problems) = refusals.applied(to: table)
        #expect(rest.certificates == nil && rest.backends == table.backends)
        #expect(problems.first?.hasPrefix("p_a: its certificate is left out") ?? false)
        let other = try self.table("retries 1", pem: "another")
        #expect(refusals.applied(to: other).table == other)
    }

    @Test(arguments: [
        "[ALERT] config : Fatal errors found in configuration.", "parsing [/r/haproxy.cfg:2] : bad",
        "parsing [/r/haproxy.cfg:8] : bad", "parsing [/r/haproxy.cfg:x] : bad", "parsing [/r:99999]", "parsing [",
        "parsing [/r:-4]",
    ])
    func otherComplaintsRefuseTheTable(complaint: String) throws {
        var refusals = RouteRefusals()
        let table = try table("retries 1")
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(!isPart)
        #expect(refusals.applied(to: table).table == table)
    }
}
