//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@testable import ControlPlane

@Suite struct ChangeTests {
    @Test(.timeLimit(.minutes(1))) func theFirstIsToldAtOnceAndThenThoseThatCome() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            var changes = try await cluster.plane.changes(cluster.id).makeAsyncIterator()
            #expect(try await changes.next()?.clusterID == cluster.id)
            try await cluster.poke()
            #expect(try await changes.next()?.clusterID == cluster.id)
        }
    }
}
