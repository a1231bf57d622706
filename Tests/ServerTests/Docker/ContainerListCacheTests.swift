//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Model
import Synchronization
import Testing

@testable import Server

@Suite struct ContainerListCacheTests {
    /// A clock that a test puts forward.
    private final class Clock: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { instant.withLock { $0 } }
        func advance(by duration: Duration) { instant.withLock { $0 += duration } }
    }

    private func key(_ node: String, path: String = "/containers/json") -> ContainerListCache.Key {
        .init(cluster: "c1", node: .init(node), nodeName: node, nodeAddress: "10.0.0.1", path: path)
    }

    private func list(_ tag: String, size: Int = 10) -> ContainerListCache.List {
        .init(tag: tag, entries: [], size: size)
    }

    @Test func theLastListOfACallIsKept() {
        let cache = ContainerListCache()
        cache.keep(list("1"), for: key("n1"))
        cache.keep(list("2"), for: key("n1"))
        cache.keep(list("3"), for: key("n1", path: "/containers/json?all=1"))
        #expect(cache[key("n1")]?.tag == "2")
        #expect(cache[key("n1", path: "/containers/json?all=1")]?.tag == "3")
        #expect(cache[key("n2")] == nil)
        var moved = key("n1")
        moved.nodeAddress = "10.0.0.2"
        #expect(cache[moved] == nil)
    }

    @Test func thereIsRoomForSoMuchOnly() {
        let clock = Clock()
        let cache = ContainerListCache(capacity: 100) { clock.now }
        cache.keep(list("1", size: 60), for: key("n1"))
        cache.keep(list("2", size: 50), for: key("n2"))
        #expect(cache[key("n1")]?.tag == "1" && cache[key("n2")] == nil)
        // In place of the last one there is.
        cache.keep(list("3", size: 100), for: key("n1"))
        #expect(cache[key("n1")]?.tag == "3")
        // One that doesn't fit takes the last one's place as well: that is untrue.
        cache.keep(list("4", size: 101), for: key("n1"))
        #expect(cache[key("n1")] == nil)

        cache.keep(list("5", size: 100), for: key("n1"))
        clock.advance(by: AgentPaths.listLifetime)
        // Nobody has any use for the first one any more.
        cache.keep(list("6", size: 100), for: key("n2"))
        #expect(cache[key("n1")] == nil && cache[key("n2")]?.tag == "6")
    }
}
