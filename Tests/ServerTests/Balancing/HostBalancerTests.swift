//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import Balancing
import Model
import Testing

@testable import Server

/// The program on the server's host is a connection that the test answers for.
@Suite struct HostBalancerTests {
    private let hub = AddonHub()
    private let balancer: HostBalancer

    init() {
        let now = Timestamp(nanoseconds: 100_000_000_000)
        balancer = HostBalancer(hub: hub, socketPath: "/srv/addon.sock", clock: { now })
    }

    private static func listener(_ port: Int, of name: BalancerName) -> BalancerListener {
        BalancerListener(balancer: name, port: port, mode: .tcp)
    }

    /// Plays the program: has each table in place at once.
    private func play(
        error: @escaping @Sendable (BalancerTable) -> String? = { _ in nil },
        revision: @escaping @Sendable (BalancerTable) -> Int64 = { $0.revision },
        while body: () async throws -> Void
    ) async rethrows {
        let program = await hub.connect(as: .balancer)
        let answers = Task { [hub] in
            for await _ in program.wakeUp.signals {
                for case .balancers(let table) in await hub.takeMessages(program) {
                    await hub.receive(.applied(revision: revision(table), error: error(table)), from: program)
                }
            }
        }
        defer { answers.cancel() }
        try await body()
        await hub.disconnect(program)
    }

    private func ports() async -> [Int] { await hub.balancers?.listeners.map(\.port) ?? [-1] }

    @Test func clustersShareOneTable() async {
        await balancer.begin(with: [])
        await play {
            #expect(await balancer.put([Self.listener(90, of: "b"), Self.listener(80, of: "a")], of: "one") == "")
            #expect(await balancer.put([Self.listener(85, of: "c")], of: "two") == "")
            #expect(await ports() == [80, 85, 90])
            #expect(await hub.balancers?.isOnServer == true)
            #expect(await balancer.put([], of: "one") == "")
            #expect(await ports() == [85])
        }
    }

    @Test func whoHasAPortKeepsIt() async {
        await balancer.begin(with: [])
        await play {
            _ = await balancer.put([Self.listener(80, of: "b")], of: "two")
            let problem = await balancer.put([Self.listener(80, of: "a"), Self.listener(81, of: "a")], of: "one")
            #expect(problem.hasPrefix("load balancer a: port 80 is left out, a load balancer of another cluster has"))
            #expect(await hub.balancers?.listeners.map(\.balancer) == ["b", "a"])
            _ = await balancer.put([], of: "two")
            #expect(await hub.balancers?.listeners.map(\.balancer) == ["a", "a"])
        }
    }

    @Test func whatTheProgramRefusesIsTold() async {
        await balancer.begin(with: [])
        await play(error: { _ in "load balancer a: port 80 is left out, it is taken" }) {
            let problem = await balancer.put([Self.listener(80, of: "a")], of: "one")
            #expect(problem == "a balancer refused: load balancer a: port 80 is left out, it is taken")
        }
    }

    @Test func withoutTheProgramTheRemedyIsTold() async {
        await balancer.begin(with: [])
        #expect(await balancer.put([Self.listener(80, of: "a")], of: "one") == "")
        let obstacle = await balancer.obstacle
        #expect(obstacle?.contains("`gantry-agent balancer --addon-socket /srv/addon.sock`") == true)
        await play { #expect(await balancer.obstacle == nil) }
    }

    /// A server that starts must not take away what it has not heard of yet.
    @Test func nothingIsSaidBeforeEveryClusterHasItsPart() async {
        await balancer.begin(with: ["one", "two"])
        #expect(await hub.balancers == nil)
        await play {
            async let first = balancer.put([Self.listener(80, of: "a")], of: "one")
            // The second can only be said once the first is waiting or has been put.
            async let second = balancer.put([Self.listener(81, of: "b")], of: "two")
            #expect(await [first, second] == ["", ""])
            #expect(await ports() == [80, 81])
        }
    }

    @Test func withoutAnyTheLastOnesEnd() async {
        await balancer.begin(with: [])
        #expect(await ports() == [])
    }

    /// The program never goes back to an older table, which is what a server with a slow clock would give.
    @Test func aProgramThatIsAheadIsCaughtUpWith() async {
        await balancer.begin(with: [])
        await play(revision: { max($0.revision, 500_000) }) {
            #expect(await balancer.put([Self.listener(80, of: "a")], of: "one") == "")
            #expect(await hub.newestBalancers == 500_001)
        }
    }
}
