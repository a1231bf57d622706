//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import Testing

@testable import Tunnel

@Suite struct SilenceMeterTests {
    private static func at(_ milliseconds: UInt64) -> NIODeadline {
        .uptimeNanoseconds(milliseconds * 1_000_000)
    }

    /// What silence was measured, and whether the peer was to be asked, at each check.
    private static func checks(_ times: [UInt64], _ silence: inout SilenceMeter) -> [String] {
        times.map { time in
            let isToBeAsked = silence.check(at: at(time))
            return "\(silence.total)\(isToBeAsked ? " ask" : "")"
        }
    }

    @Test func countsFromTheLastByteHeardAndAsksOnce() {
        var silence = SilenceMeter(interval: .milliseconds(500), start: Self.at(0))
        silence.hear(at: Self.at(300))
        #expect(
            Self.checks([500, 1_000, 1_500], &silence) == ["0.2 seconds", "0.7 seconds ask", "1.2 seconds"]
        )
        silence.hear(at: Self.at(1_600))
        #expect(silence.total == .zero)
        #expect(Self.checks([2_000, 2_500], &silence) == ["0.4 seconds", "0.9 seconds ask"])
    }

    @Test func whatItSleptThroughIsOneInterval() {
        var silence = SilenceMeter(interval: .milliseconds(500), start: Self.at(0))
        _ = silence.check(at: Self.at(60_000))
        #expect(silence.total == .milliseconds(500))
        _ = silence.check(at: Self.at(60_500))
        #expect(silence.total == .seconds(1))
    }
}
