//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import EngineStub
import FoundationEssentials
import PKI
import Testing

@testable import Agent

@Suite struct NodeCredentialsTests {
    private let node = NodeIdentity(
        clusterID: "c1",
        nodeID: "n1",
        name: "node1",
        server: "https://127.0.0.1:1",
        agentEndpoint: "127.0.0.1:1"
    )
    private let old = NodeIdentity.Credentials(certificate: "old", privateKey: "old key", authority: "authority")

    private func with(_ body: (NodeCredentials, NodeIdentityFiles) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let files = NodeIdentityFiles(directory: directory)
            try files.save(node, old)
            try await body(NodeCredentials(node, old, files), files)
        }
    }

    private func certificate(for request: RenewalRequest) throws -> String {
        try CertificateAuthority(commonName: "test", now: Date()).issueNode(
            csrPEM: request.certificateSigningRequest,
            clusterID: "c1",
            nodeID: "n1",
            now: Date()
        ).certificatePEM
    }

    @Test func theNewKeyAndItsCertificateTakeTheOldOnesPlace() async throws {
        try await with { credentials, files in
            let certificate = try certificate(for: try await credentials.begin())
            #expect(await credentials.current == old)
            try await credentials.finish(Renewal(certificate: certificate))
            let current = await credentials.current
            #expect(current.certificate == certificate && current.authority == "authority")
            #expect(current.privateKey.contains("PRIVATE KEY") && current.privateKey != old.privateKey)
            let (loaded, kept) = try #require(try files.load())
            #expect(loaded == node && kept == current)
            // A key has one certificate.
            await #expect(throws: AgentError.self) { try await credentials.finish(Renewal(certificate: certificate)) }
        }
    }

    @Test func whatIsNotForTheNewKeyChangesNothing() async throws {
        try await with { credentials, files in
            await #expect(throws: AgentError.self) { try await credentials.finish(Renewal(certificate: "early")) }
            let former = try certificate(for: try await credentials.begin())
            let request = try await credentials.begin()
            for wrong in [former, "", "nonsense"] {
                await #expect(throws: AgentError.self) { try await credentials.finish(Renewal(certificate: wrong)) }
            }
            #expect(await credentials.current == old)
            #expect(try files.load()?.1 == old)
            try await credentials.finish(Renewal(certificate: certificate(for: request)))
        }
    }

    @Test func joiningAgainForgetsWhatWasRenewed() async throws {
        try await with { credentials, files in
            let request = try await credentials.begin()
            try await credentials.finish(Renewal(certificate: certificate(for: request)))
            try files.save(node, old)
            #expect(try files.load()?.1 == old)
        }
    }
}
