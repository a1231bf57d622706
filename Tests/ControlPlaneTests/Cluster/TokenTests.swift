//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import ControlPlane
import Model
import Store
import Testing

@Suite struct TokenTests {
    @Test func aSingleUseTokenLetsOneMachineIn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let token = try await cluster.plane.createToken(cluster.id, TokenRequest(), isSingleUse: true).token
            let first = node(2, cluster)
            try await first.join(cluster.plane, token: token)
            await expectError(.unauthorized) { try await node(3, cluster).join(cluster.plane, token: token) }
            // The same machine may try again, for the answer may have been lost.
            try await first.join(cluster.plane, token: token)
            #expect(try await cluster.plane.token(cluster.id, token).isActive == 0)
            #expect(try await cluster.plane.isNodeReady(token: token, node: first.id.rawValue) == false)
        }
    }

    @Test func ofManyAtATimeASingleUseTokenLetsOneIn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let token = try await cluster.plane.createToken(cluster.id, TokenRequest(), isSingleUse: true).token
            let plane = await cluster.plane
            let joined = await withTaskGroup(of: Int.self) { group in
                for number in 2...9 {
                    let node = node(number, cluster)
                    group.addTask { (try? await node.join(plane, token: token)) == nil ? 0 : 1 }
                }
                return await group.reduce(0, +)
            }
            #expect(joined == 1)
            #expect(try await plane.hosts(cluster.id).count == 2)
        }
    }

    @Test func aTokenEndsAndIsRevoked() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let short = try await cluster.plane.createToken(cluster.id, TokenRequest(expired: 60))
            let permanent = try await cluster.plane.createToken(cluster.id, TokenRequest(isPermanently: true))
            #expect(short.expired == short.created + 60)
            #expect(permanent.expired == 0)
            #expect(try await cluster.plane.cluster(ofToken: short.token).rawValue == cluster.id)
            cluster.clock.advance(by: .seconds(61))
            await expectError(.unauthorized) { _ = try await cluster.plane.cluster(ofToken: short.token) }
            #expect(try await cluster.plane.cluster(ofToken: permanent.token).rawValue == cluster.id)
            try await cluster.plane.revokeToken(permanent.token)
            await expectError(.unauthorized) { _ = try await cluster.plane.cluster(ofToken: permanent.token) }
            await expectError(.unauthorized) { _ = try await cluster.plane.cluster(ofToken: "made up") }
            await expectError(.invalid) {
                _ = try await cluster.plane.createToken(cluster.id, TokenRequest(expired: 0))
            }
        }
    }

    @Test func aTokenIsNotKeptInTheClear() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let token = try await cluster.plane.createToken(cluster.id, TokenRequest()).token
            #expect(token.utf8.count == 64)
            for entry in try await cluster.store.list(prefix: "").entries {
                #expect(!entry.key.contains(token))
                #expect(!String(decoding: entry.value, as: UTF8.self).contains(token))
            }
            #expect(try await cluster.plane.tokens(cluster.id).contains { $0.token == token }, "it can be shown again")
        }
    }

    private func node(_ number: Int, _ cluster: TestCluster) -> FakeNode {
        FakeNode(name: "n\(number)", address: "10.0.0.\(number)", journal: cluster.journal)
    }
}
