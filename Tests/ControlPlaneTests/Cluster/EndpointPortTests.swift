//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Logging
import Model
import Store
import Testing

@testable import ControlPlane

@Suite struct EndpointPortTests {
    private func plane(_ store: any Store, ports: ClosedRange<Int> = 20_000...20_001) async throws -> ControlPlane {
        try await ControlPlane(
            store: store,
            certificates: FakeCertificates(),
            secrets: FakeSecrets(),
            settings: ControlPlaneSettings(
                routingImage: nil,
                agentEndpoint: "gantry.test:7801",
                apiURL: "https://gantry.test:7800",
                endpointHost: "fd00::1",
                endpointPort: { taken in ports.first { !taken.contains($0) } }
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func create(_ name: String, _ plane: ControlPlane) async throws -> ClusterObject {
        try await plane.createCluster(ClusterRequest(name: name))
    }

    @Test func eachClusterHasAPortThatItKeeps() async throws {
        let store = InMemoryStore()
        let plane = try await plane(store)
        let changes = await plane.changesOfEndpoints()
        #expect(try await create("one", plane).masterURL == "https://[fd00::1]:20000")
        #expect(try await create("two", plane).masterURL == "https://[fd00::1]:20001")
        for await _ in changes { break }
        let later = try await self.plane(store)
        #expect(try await later.cluster("two").masterURL == "https://[fd00::1]:20001")
        #expect(await Set(later.endpoints().values) == [20_000, 20_001])
    }

    @Test func withoutAFreePortNothingIsMadeAndAnEndedClustersPortIsFree() async throws {
        let plane = try await plane(InMemoryStore(), ports: 20_000...20_000)
        _ = try await create("one", plane)
        let error = await #expect(throws: ControlPlaneError.self) { try await create("two", plane) }
        #expect(error?.code == .conflict && error?.message.contains("--endpoint-ports") == true)
        #expect(try await plane.clusters(nameContains: nil).map(\.name) == ["one"])
        try await plane.deleteCluster("one")
        #expect(await plane.endpoints().isEmpty)
        #expect(try await create("two", plane).masterURL.hasSuffix(":20000"))
    }

    @Test func aRecordFromBeforeThereWereEndpointsGetsAPort() async throws {
        let store = InMemoryStore()
        let id = ClusterID(try await create("one", try await plane(store)).clusterID)
        let repository = Repository(store: store)
        var record = try #require(try await repository.get(ClusterRecord.self, StoreKeys.cluster(id)))
        record.endpointPort = nil
        try await repository.put(record, StoreKeys.cluster(id))
        let later = try await self.plane(store, ports: 20_001...20_001)
        #expect(await later.endpoints() == [id: 20_001])
        #expect(try await repository.get(ClusterRecord.self, StoreKeys.cluster(id))?.endpointPort == 20_001)
    }
}
