//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Agent

@Suite struct ProbeHistoryTests {
    private func health(after outcomes: [ProbeOutcome]) -> ContainerHealth {
        var history = ProbeHistory()
        for outcome in outcomes { _ = history.record(outcome) }
        return history.health
    }

    @Test func startsUntilTheFirstSuccess() {
        #expect(health(after: []).state == .starting)
        #expect(health(after: [.failure("a"), .failure("b")]) == .init(state: .starting, failures: 2, message: "b"))
        #expect(health(after: [.failure("a"), .success]) == .init(state: .healthy))
    }

    @Test func isUnhealthyAfterThreeFailuresInARow() {
        let failure = ProbeOutcome.failure("x")
        #expect(health(after: [failure, failure, failure]).state == .unhealthy)
        #expect(health(after: [.success, failure, failure]) == .init(state: .healthy, failures: 2, message: "x"))
        #expect(health(after: [.success, failure, failure, failure]).state == .unhealthy)
        #expect(health(after: [.success, failure, failure, .success, failure, failure]).state == .healthy)
        #expect(health(after: [failure, failure, failure, .success]) == .init(state: .healthy))
    }

    @Test func aProbeThatCouldNotBeMadeSaysNothing() {
        #expect(health(after: [.success, .unknown, .unknown, .unknown]) == .init(state: .healthy))
        #expect(health(after: [.unknown]).state == .starting)
    }

    @Test func reportsOnlyWhatIsNew() {
        var history = ProbeHistory()
        let outcomes: [ProbeOutcome] = [
            .success, .success, .failure("a"), .failure("a"), .failure("a"), .failure("a"), .failure("b"), .unknown,
            .success,
        ]
        #expect(outcomes.map { history.record($0) } == [true, false, true, true, true, false, true, false, true])
    }
}
