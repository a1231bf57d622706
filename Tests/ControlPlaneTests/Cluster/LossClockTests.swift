//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import ControlPlane

@Suite struct LossClockTests {
    private static let start = Timestamp(seconds: 1_000)
    private static let limit = Duration.seconds(5)

    private static func at(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    @Test func countsFromTheLastSignOfLife() {
        let clock = LossClock(limit: Self.limit, start: Self.start)
        #expect(clock.lossTime(after: Self.at(60)) == Self.at(65))
    }

    @Test func afterAStartAgentsHaveTimeToDial() {
        let clock = LossClock(limit: Self.limit, start: Self.start)
        #expect(clock.lossTime(after: Self.start) == Self.at(15))
        #expect(clock.lossTime(after: Self.at(9)) == Self.at(15))
        #expect(clock.lossTime(after: Self.at(11)) == Self.at(16))
    }

    @Test(arguments: [
        // Late by so many seconds at 100 s: lost when, after a sign of life at 90 s.
        (0, 95), (2, 95), (3, 105), (4, 105), (5, 115), (3_600, 115),
    ])
    func afterStandingStillEachNodeHasItsFullTime(late: Int64, lost: Int64) {
        var clock = LossClock(limit: Self.limit, start: Self.start)
        clock.wake(after: LossClock.tick + .seconds(late), insteadOf: LossClock.tick, now: Self.at(100))
        #expect(clock.lossTime(after: Self.at(90)) == Self.at(lost))
        #expect(clock.lossTime(after: Self.at(200)) == Self.at(205))
    }

    @Test func wakingEarlyOrInTimeChangesNothing() {
        var clock = LossClock(limit: Self.limit, start: Self.start)
        clock.wake(after: .zero, insteadOf: LossClock.tick, now: Self.at(100))
        clock.wake(after: LossClock.tick, insteadOf: LossClock.tick, now: Self.at(100))
        #expect(clock.lossTime(after: Self.at(90)) == Self.at(95))
    }
}
