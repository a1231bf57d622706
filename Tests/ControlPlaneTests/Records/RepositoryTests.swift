//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Store
import Testing

@testable import ControlPlane

@Suite struct RepositoryTests {
    @Test func recordsComeBackAsTheyWere() async throws {
        let repository = Repository(store: InMemoryStore())
        let slots: [ContainerSlot: NodeID] = [
            ContainerSlot(service: "web", number: 2): "n1", ContainerSlot(service: "db", number: 1): "n2",
        ]
        let placements = Placements(assignments: slots, successors: [:], moves: slots)
        try await repository.put(AssignmentRecord(placements), StoreKeys.assignments("c1", "a1"))
        let record = try await repository.get(AssignmentRecord.self, StoreKeys.assignments("c1", "a1"))
        #expect(record?.placements == placements)
        #expect(record?.successors == nil)
        #expect(try await repository.get(AssignmentRecord.self, StoreKeys.assignments("c1", "a2")) == nil)
        #expect(try await repository.list(AssignmentRecord.self, prefix: StoreKeys.assignments("c1")).count == 1)
        #expect(try await repository.list(AssignmentRecord.self, prefix: StoreKeys.assignments("c2")).isEmpty)
    }

    @Test func whatIsThereIsNotMadeAgain() async throws {
        let repository = Repository(store: InMemoryStore())
        try await repository.create(AssignmentRecord(Placements()), "/key")
        await #expect(throws: StoreError.conflict(key: "/key")) {
            try await repository.create(AssignmentRecord(Placements()), "/key")
        }
    }

    @Test func aDamagedRecordIsNamed() async throws {
        let store = InMemoryStore()
        try await store.put("/clusters/c1", Array("{}".utf8))
        let error = await #expect(throws: ControlPlaneError.self) {
            _ = try await Repository(store: store).list(ClusterRecord.self, prefix: StoreKeys.clusters)
        }
        #expect(error?.code == .internal)
        #expect(error?.message.hasPrefix("state '/clusters/c1': can't be read as ClusterRecord") ?? false)
        #expect(error?.message.hasSuffix("restore the state from a backup") ?? false)
    }

    @Test func aVersionThatWasGoneBackToReplacesAsItsRollbackSays() {
        var service = ServiceSpec(name: "web", image: "nginx")
        service.update.parallelism = 1
        service.rollback = UpdateSpec(parallelism: 5)
        var record = ApplicationRecord(
            id: "a1",
            spec: ApplicationSpec(name: "shop", services: [service]),
            template: "",
            file: "",
            environment: [:],
            description: "",
            version: "1.0",
            created: Timestamp(seconds: 1),
            updated: Timestamp(seconds: 1),
            isSystem: false
        )
        let cases: [(VersionRecord.Cause, Int)] = [(.deploy, 1), (.rollback, 5), (.failedUpdate, 5)]
        for (cause, parallelism) in cases {
            VersionRecord(record, deployed: record.created, user: "", cause: cause).apply(to: &record)
            #expect(record.effectiveSpec.service("web")?.update.parallelism == parallelism, "\(cause)")
            #expect(record.spec.service("web")?.update.parallelism == 1, "what the user asked for stays as it is")
        }
    }

    @Test func eventsAreKeptInTheOrderOfTheirNumbers() {
        #expect(StoreKeys.event("c1", 9) < StoreKeys.event("c1", 10))
        #expect(StoreKeys.event("c1", 999_999) < StoreKeys.event("c1", 1_000_000))
    }

    @Test func theContentsOfAClusterAreNoOthers() {
        #expect(!StoreKeys.node("c10", "n").hasPrefix(StoreKeys.contents(of: "c1")))
        #expect(!StoreKeys.cluster("c1").hasPrefix(StoreKeys.contents(of: "c1")))
    }
}
