//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Server

@Suite struct LoginThrottleTests {
    private let start = Timestamp(seconds: 1_000_000)

    @Test func eachFailureAfterTheThirdDoublesTheWait() {
        var throttle = LoginThrottle()
        for _ in 0..<3 {
            throttle.failed("ann", from: "10.0.0.1", now: start)
            #expect(throttle.wait("ann", from: "10.0.0.1", now: start) == nil)
        }
        for seconds in [1, 2, 4, 8] {
            throttle.failed("ann", from: "10.0.0.1", now: start)
            #expect(throttle.wait("ann", from: "10.0.0.1", now: start) == .seconds(seconds))
        }
        #expect(throttle.wait("ann", from: "10.0.0.1", now: start + .seconds(8)) == nil)
        // Others are not held up.
        #expect(throttle.wait("ann", from: "10.0.0.2", now: start) == nil)
        #expect(throttle.wait("ben", from: "10.0.0.1", now: start) == nil)
    }

    @Test func waitsAreBoundedAndForgotten() {
        var throttle = LoginThrottle()
        for _ in 0..<100 { throttle.failed("ann", from: "10.0.0.1", now: start) }
        #expect(throttle.wait("ann", from: "10.0.0.1", now: start) == LoginThrottle.longestWait)
        let later = start + LoginThrottle.memory
        throttle.failed("ann", from: "10.0.0.1", now: later)
        #expect(throttle.wait("ann", from: "10.0.0.1", now: later) == nil)
    }

    @Test func guessingManyUsersFromOneAddressIsSlowedDown() {
        var throttle = LoginThrottle()
        for user in 0...20 { throttle.failed("user\(user)", from: "10.0.0.1", now: start) }
        #expect(throttle.wait("another", from: "10.0.0.1", now: start) == .seconds(1))
    }

    @Test func successesLeaveNothingBehind() {
        var throttle = LoginThrottle()
        for _ in 0..<100 {
            throttle.failed("ann", from: "10.0.0.1", now: start)
            throttle.succeeded("ann", from: "10.0.0.1")
        }
        #expect(throttle.wait("ann", from: "10.0.0.1", now: start) == nil)
    }
}
