//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Synchronization
import Testing

@testable import Agent

@Suite struct EngineRevisionTests {
    /// A clock that a test puts forward.
    private final class Clock: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { instant.withLock { $0 } }
        func advance(by duration: Duration) { instant.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private let revision: EngineRevision

    init() {
        let clock = clock
        revision = EngineRevision { clock.now }
    }

    @Test func nothingIsTaggedWhileNobodyListensToTheEngine() throws {
        #expect(revision.tag == nil)
        revision.follow()
        let tag = try #require(revision.tag)
        #expect(revision.isCurrent(tag))
        revision.lose()
        #expect(revision.tag == nil && !revision.isCurrent(tag))
        // What happened meanwhile is in no event.
        revision.follow()
        #expect(!revision.isCurrent(tag))
    }

    @Test func aChangeMakesAllUntrue() throws {
        revision.follow()
        let tag = try #require(revision.tag)
        revision.change()
        #expect(!revision.isCurrent(tag))
        #expect(revision.isCurrent(try #require(revision.tag)))
    }

    @Test func nothingIsTrueForLong() throws {
        revision.follow()
        clock.advance(by: .seconds(100))
        let tag = try #require(revision.tag)
        clock.advance(by: AgentPaths.listLifetime - .milliseconds(1))
        #expect(revision.isCurrent(tag))
        clock.advance(by: .milliseconds(2))
        #expect(!revision.isCurrent(tag))
    }

    @Test func otherTagsAreNotItsOwn() throws {
        revision.follow()
        let tag = try #require(revision.tag)
        let other = EngineRevision { [clock] in clock.now }
        other.follow()
        #expect(!other.isCurrent(tag))
        for text in ["", "\"", "*", "\"1.1.1\"", tag.replacing("\"", with: ""), String(tag.dropLast()), "W/" + tag] {
            #expect(!revision.isCurrent(text), "\(text)")
        }
    }
}
