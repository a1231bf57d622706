//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model
import PKI
import Store
import Synchronization
import Testing

@testable import Server

@Suite struct EndpointCertificatesTests {
    private static let day: Int64 = 86_400

    @Test func onesThatEndSoonAreReplacedAndThoseThatEndedAreGone() async throws {
        let start: Int64 = 1_800_000_000
        let now = Mutex(start)
        let store = InMemoryStore()
        try await store.put(Accounts.users + "kim", [])
        var certificates = EndpointCertificates(
            store: store,
            authority: try CertificateAuthority(
                commonName: "Test",
                now: Date(timeIntervalSince1970: Double(start)),
                validDays: 3_650
            ),
            secrets: PlainSecrets()
        )
        certificates.clock = { Timestamp(seconds: now.withLock { $0 }) }
        let first = try await certificates.files(of: "kim", for: "c1")
        let fingerprint = try #require(try await certificates.list("c1", user: nil).first?.fingerprint)
        let peer = EndpointConnections.Peer(cluster: "c1", user: "kim", fingerprint: fingerprint)

        now.withLock { $0 = start + 360 * Self.day }
        #expect(try await certificates.files(of: "kim", for: "c1") == first)
        now.withLock { $0 = start + 370 * Self.day }
        let second = try await certificates.files(of: "kim", for: "c1")
        #expect(second != first)
        // The first one is good for the rest of its time.
        #expect(try await certificates.isGood(peer))
        #expect(try await certificates.list("c1", user: "kim").count == 2)

        now.withLock { $0 = start + 398 * Self.day }
        #expect(try await !certificates.isGood(peer))
        #expect(try await certificates.list("c1", user: "kim").count == 1)
        now.withLock { $0 = start + 740 * Self.day }
        _ = try await certificates.files(of: "kim", for: "c1")
        #expect(try await store.list(prefix: EndpointCertificates.all).entries.count == 2)
        #expect(try await certificates.clusters() == ["c1"])
        try await certificates.forget("c1")
        #expect(try await store.list(prefix: EndpointCertificates.all).entries.isEmpty)
    }

    @Test func keysAreSealedAndNobodyGetsOneWithoutAnAccount() async throws {
        let store = InMemoryStore()
        let certificates = EndpointCertificates(
            store: store,
            authority: try CertificateAuthority(commonName: "Test", now: Date()),
            secrets: PlainSecrets()
        )
        await #expect(throws: StoreError.self) { try await certificates.files(of: "kim", for: "c1") }
        try await store.put(Accounts.users + "kim", [])
        _ = try await certificates.files(of: "kim", for: "c1")
        let entry = try #require(try await store.list(prefix: EndpointCertificates.all).entries.first)
        #expect(!String(decoding: entry.value, as: UTF8.self).contains("PRIVATE KEY"))
        await #expect(throws: APIFailure.self) {
            try await certificates.revoke(of: String(repeating: "x", count: 5_000), for: "c1")
        }
    }
}
