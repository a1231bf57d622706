//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Testing

@Suite struct BandwidthConfigurationTests {
    @Test func eachLimitIsThereForBothWays() throws {
        var web = BalancerListener(balancer: "web", port: 443, mode: .https)
        web.bandwidthLimit = 100
        var dns = BalancerListener(balancer: "dns", port: 53, mode: .udp)
        dns.bandwidthLimit = 1
        let free = BalancerListener(balancer: "free", port: 80, mode: .http)
        var table = BalancerTable(revision: 1, listeners: [dns, free, web])
        let text = try #require(BandwidthConfiguration.render(table))
        #expect(
            text.split(separator: "\n").filter { $0.contains(" limit ") }.map { $0.drop { $0 == " " } } == [
                "udp dport 53 limit rate over 125000 bytes/second burst 131072 bytes counter drop",
                "tcp dport 443 limit rate over 12500000 bytes/second burst 1250000 bytes counter drop",
                "udp sport 53 limit rate over 125000 bytes/second burst 131072 bytes counter drop",
                "tcp sport 443 limit rate over 12500000 bytes/second burst 1250000 bytes counter drop",
            ]
        )
        #expect(text.hasPrefix(BandwidthConfiguration.removal(of: table)), "it takes the place of the last one at once")
        #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
        #expect(!text.contains(" 80 "))
        table.isOnServer = true
        let other = try #require(BandwidthConfiguration.render(table))
        #expect(!other.contains("inet gantry_balancer"), "the server's host may be a node as well")
    }

    @Test func withoutALimitThereAreNoRules() {
        let web = BalancerListener(balancer: "web", port: 80, mode: .http)
        #expect(BandwidthConfiguration.render(BalancerTable(revision: 1, listeners: [web])) == nil)
    }
}
