//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import ControlPlane

@Suite struct NamingTests {
    @Test(arguments: ["a", "Shop-2", "0", "a-", String(repeating: "x", count: 64)])
    func namesOfApplications(name: String) throws { try ApplicationNaming.check(name) }

    @Test(arguments: ["", "-a", "a_b", "a.b", "a b", "é", "店", "a/b", String(repeating: "x", count: 65)])
    func namesThatNoApplicationHas(name: String) {
        #expect(throws: ControlPlaneError.self) { try ApplicationNaming.check(name) }
    }

    @Test(arguments: ["a", "测试-2", "𠀀", String(repeating: "店", count: 63)])
    func namesOfClusters(name: String) throws { try ApplicationNaming.checkCluster(name) }

    @Test(arguments: ["", "-a", "a_b", "é", "カ", String(repeating: "x", count: 64)])
    func namesThatNoClusterHas(name: String) {
        #expect(throws: ControlPlaneError.self) { try ApplicationNaming.checkCluster(name) }
    }

    @Test(arguments: [
        "a", "A-1.example.com", "10", String(repeating: "x", count: 63),
        [String](repeating: String(repeating: "x", count: 62), count: 4).joined(separator: "."),
    ])
    func hostNames(name: String) { #expect(HostNameSyntax.isValid(name)) }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "é", String(repeating: "x", count: 64),
        [String](repeating: String(repeating: "x", count: 63), count: 4).joined(separator: "."),
    ])
    func noHostNames(name: String) { #expect(!HostNameSyntax.isValid(name)) }

    @Test(arguments: ["10.0.0.0/8", "172.16.0.0/16", "172.31.5.0/24", "192.168.0.0/16"])
    func subnets(text: String) throws { try Subnet.check(text) }

    @Test(arguments: [
        "", "10.0.0.0", "10.0.0.0/7", "10.0.0.0/25", "172.15.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "8.8.8.0/24",
        "10.0.0/8", "10.0.0.256/16", "10.0.0.0.0/16", "10.0.0.0/16/8", "10.0.0.a/16", "fd00::/16",
    ])
    func noSubnets(text: String) {
        #expect(throws: ControlPlaneError.self) { try Subnet.check(text) }
    }

    @Test(arguments: [
        ("1.0", "1.1"), ("1.9", "1.10"), ("7", "8"), ("v2", "v3"), ("blue", "blue.1"), ("", ".1"), ("1.", "1..1"),
        ("009", "10"), ("9223372036854775807", "9223372036854775807.1"), ("٣", "٣.1"),
    ])
    func versionsGoUp(version: String, expected: String) {
        #expect(ClusterController.successor(of: version) == expected)
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 1), (3, 3), (4, 3), (100, 3)])
    func anOddNumberOfManagers(nodes: Int, managers: Int) {
        #expect(OverlayNetwork.managers(forNodes: nodes) == managers)
    }

    @Test func retriesBecomeRareButNeverStop() {
        #expect(RetryDelay().after(attempts: 1) == .milliseconds(400))
        #expect(RetryDelay().after(attempts: 3) == .milliseconds(1_600))
        #expect(RetryDelay().after(attempts: 1_000) == .seconds(10))
    }

    @Test func identifiersAreLongAndNeverTheSame() {
        let ids = (0..<100).map { _ in ClusterController.randomID() }
        #expect(Set(ids).count == 100)
        #expect(ids.allSatisfy { $0.utf8.count == 32 })
    }
}
