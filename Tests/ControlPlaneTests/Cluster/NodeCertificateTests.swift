//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import Testing

@testable import ControlPlane

@Suite struct NodeCertificateTests {
    /// Has the only node join again with a certificate that is good for a day, and connect.
    private func joinBriefly(_ cluster: TestCluster) async throws -> FakeNode {
        let node = cluster.nodes[0]
        #expect(cluster.journal.count(of: "POST \(AgentPaths.certificate)") == 0)
        await node.change { $0.signingRequest = FakeCertificates.brief }
        try await node.join(cluster.plane, token: cluster.plane.createToken(cluster.id, TokenRequest()).token)
        await node.disconnect()
        await cluster.connect(node)
        return node
    }

    private func expiry(_ cluster: TestCluster) async throws -> String {
        try await cluster.plane.hosts(cluster.id)[0].certificateExpires
    }

    @Test func oneThatIsNearItsEndIsRenewed() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let long = try await expiry(cluster)
            let node = try await joinBriefly(cluster)
            try await eventually("it is renewed") { try await expiry(cluster) == long }
            #expect(await node.renewedCertificate == "certificate of \(await node.id)")
            try await eventually("it is told") {
                for try await event in try await cluster.plane.events(
                    cluster.id,
                    project: nil,
                    after: nil,
                    follow: false
                )
                where event.message.contains("its certificate was renewed") { return true }
                return false
            }
            // A server that starts again knows of it.
            await cluster.stopServer()
            try await cluster.startServer()
            #expect(try await expiry(cluster) == long)
        }
    }

    @Test func anAgentThatCanNotRenewGoesOnWithTheOldOne() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].fail(
                "POST \(AgentPaths.certificate)",
                .refuse(404, "not served here"),
                isLasting: true
            )
            let node = try await joinBriefly(cluster)
            try await cluster.waitForStatus("ready", of: node)
            try await eventually("it was tried") { cluster.journal.count(of: "POST \(AgentPaths.certificate)") == 1 }
            #expect(await node.renewedCertificate == nil)
        }
    }
}
