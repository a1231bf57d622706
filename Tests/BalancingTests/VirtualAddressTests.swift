//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Testing

@Suite struct VirtualAddressTests {
    private let nodes = ["n1": "10.0.0.1", "n2": "10.0.0.2", "n3": "10.0.0.3"]

    private func balancer(_ name: BalancerName, _ address: String?, on nodes: [String] = []) -> BalancerSpec {
        var spec = BalancerSpec(name: name)
        spec.address = address
        spec.nodes = nodes
        return spec
    }

    @Test func eachNodeOfALoadBalancerMayHaveItsAddress() {
        let all = VirtualAddress.assign(
            [balancer("web", "10.0.0.100/24", on: ["n1", "n3"]), balancer("none", nil)],
            nodes: nodes
        )
        #expect(
            all == [
                "n1": [
                    VirtualAddress(
                        balancer: "web",
                        address: "10.0.0.100/24",
                        router: 100,
                        priority: 254,
                        node: "10.0.0.1",
                        peers: ["10.0.0.3"]
                    )
                ],
                "n3": [
                    VirtualAddress(
                        balancer: "web",
                        address: "10.0.0.100/24",
                        router: 100,
                        priority: 253,
                        node: "10.0.0.3",
                        peers: ["10.0.0.1"]
                    )
                ],
            ]
        )
    }

    @Test(arguments: [
        (["10.0.0.100/24", "10.0.1.100/24"], [100, 101]), (["10.0.0.255/8", "10.1.0.255/8"], [255, 1]),
        (["10.0.1.0/8"], [1]),
    ])
    func numbersAreTheirOwn(addresses: [String], numbers: [Int]) {
        let balancers = addresses.enumerated().map { balancer(BalancerName("b\($0.offset)"), $0.element) }
        let all = VirtualAddress.assign(balancers, nodes: ["n1": "10.0.0.1"])
        #expect(all["n1"]?.map(\.router) == numbers)
        // Whatever comes after them in the alphabet changes nothing.
        let more = VirtualAddress.assign(balancers + [balancer("z", addresses[0])], nodes: ["n1": "10.0.0.1"])
        #expect(more["n1"]?.prefix(numbers.count).map(\.router) == numbers)
    }

    @Test func theConfigurationSaysIt() throws {
        let address = VirtualAddress(
            balancer: "web",
            address: "10.0.0.100/24",
            router: 100,
            priority: 254,
            node: "10.0.0.1",
            peers: ["10.0.0.2", "10.0.0.3"]
        )
        let (text, problems) = VirtualAddressConfiguration.render([address], interfaces: ["10.0.0.1": "eth0"])
        #expect(problems.isEmpty)
        let lines = try #require(text).split(separator: "\n").map { $0.drop { $0 == " " } }
        for line in [
            "vrrp_instance address_100 {", "interface eth0", "virtual_router_id 100", "priority 254", "nopreempt",
            "unicast_src_ip 10.0.0.1", "unicast_peer {", "10.0.0.2", "10.0.0.3", "10.0.0.100/24 dev eth0",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
    }

    @Test func aNodeWithoutThatAddressSaysSo() {
        let address = VirtualAddress(
            balancer: "web",
            address: "10.0.0.100/24",
            router: 100,
            priority: 1,
            node: "10.0.0.1",
            peers: []
        )
        let (text, problems) = VirtualAddressConfiguration.render([address], interfaces: ["192.168.0.1": "eth0"])
        #expect(text == nil)
        #expect(problems.count == 1 && problems[0].contains("no network interface has the node's address 10.0.0.1"))
    }

    @Test(arguments: [
        "10.0.0.100", "10.0.0.100/33", "10.0.0.100/7", "10.0.0/24", "10.0.0.256/24", "10.0.0.01/24", "127.0.0.1/8",
        "10.0.0.100/24 dev lo", "10.0.0.100/024", "fd00::1/64", "", "a.b.c.d/24",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        let error = #expect(throws: BalancerRefusal.self) { try balancer("web", text).validate() }
        #expect(error?.description.contains("such as 10.0.0.100/24") == true)
        #expect(throws: Never.self) { try balancer("web", "10.0.0.100/24").validate() }
    }

    @Test func aTableWithMoreThanItClaimsIsRefused() {
        let good = VirtualAddress(
            balancer: "web",
            address: "10.0.0.100/24",
            router: 100,
            priority: 1,
            node: "10.0.0.1",
            peers: []
        )
        let changes: [(inout VirtualAddress) -> Void] = [
            { $0.balancer = "a\n}" }, { $0.address = "10.0.0.100/24\n}" }, { $0.router = 0 }, { $0.priority = 255 },
            { $0.node = "x" }, { $0.peers = ["10.0.0.2 }"] },
        ]
        var table = BalancerTable(revision: 1)
        table.addresses = [good]
        #expect(throws: Never.self) { try table.validate() }
        for change in changes {
            var address = good
            change(&address)
            table.addresses = [address]
            #expect(throws: (any Error).self) { try table.validate() }
        }
    }
}
