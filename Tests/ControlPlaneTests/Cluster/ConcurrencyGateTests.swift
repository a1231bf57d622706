//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization
import Testing

@testable import ControlPlane

@Suite struct ConcurrencyGateTests {
    private final class Counter: Sendable {
        private let state = Mutex((now: 0, most: 0, all: 0))
        var most: Int { state.withLock { $0.most } }
        var all: Int { state.withLock { $0.all } }

        func enter() {
            state.withLock { state in
                state.now += 1
                state.all += 1
                state.most = max(state.most, state.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [1, 3])
    func noMoreThanTheLimitAreInside(limit: Int) async {
        let gate = ConcurrencyGate(limit: limit)
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await gate.run {
                        counter.enter()
                        // Nobody leaves before as many as may be are in; then others have their chance to slip in.
                        while counter.most < limit { await Task.yield() }
                        for _ in 0..<5 { await Task.yield() }
                        counter.leave()
                    }
                }
            }
        }
        #expect(counter.all == 50)
        #expect(counter.most == limit)
    }

    @Test func anErrorFreesThePlace() async throws {
        struct Failed: Error {}
        let gate = ConcurrencyGate(limit: 1)
        for _ in 0..<3 {
            await #expect(throws: Failed.self) { try await gate.run { throw Failed() } }
        }
        #expect(await gate.run { 1 } == 1)
    }
}
