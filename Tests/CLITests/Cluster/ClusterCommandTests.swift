//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import Testing

@testable import CLI

@Suite struct ClusterCommandTests {
    @Test func oneIsMadeWithWhatIsGiven() throws {
        let plain = try ClusterCommand.Create.parse(["shops"]).request
        #expect(plain.name == "shops" && plain.subnetCIDR == nil && plain.needsLoadBalancer == nil)
        let full = try ClusterCommand.Create.parse([
            "shops", "--subnet", "172.20.0.0/16", "--domain", "apps.test", "--region", "cellar", "--strategy",
            "binpack",
            "--load-balancer",
        ])
        #expect(full.request.subnetCIDR == "172.20.0.0/16" && full.request.rootDomain == "apps.test")
        #expect(full.request.regionID == "cellar" && full.request.strategy == "binpack")
        #expect(full.request.needsLoadBalancer == true)
    }
}
