//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Agent

@Suite struct ProbeRunnerTests {
    private static let now = Timestamp(seconds: 1_000)

    private func target(_ id: ContainerID = "a", started: Int64 = 1_000, delay: Int = 0) -> ProbeTarget {
        ProbeTarget(
            id: id,
            processID: 1,
            started: Timestamp(seconds: started),
            address: "127.0.0.1",
            spec: ProbeSpec(check: .tcp(port: 80), initialDelaySeconds: delay)
        )
    }

    @Test func waitsForTheInitialDelay() {
        #expect(ProbeRunner.firstProbe(of: target(), now: Self.now) == (.zero, false))
        #expect(ProbeRunner.firstProbe(of: target(delay: 10), now: Self.now) == (.seconds(10), false))
        #expect(ProbeRunner.firstProbe(of: target(started: 997), now: Self.now) == (.zero, false))
        #expect(ProbeRunner.firstProbe(of: target(started: 997, delay: 10), now: Self.now) == (.seconds(7), false))
    }

    @Test func spreadsContainersThatRanBeforeTheAgent() {
        let waits = (0..<100).map { number in
            ProbeRunner.firstProbe(of: target(ContainerID("c\(number)"), started: 10), now: Self.now)
        }
        #expect(waits.allSatisfy { $0.isOverdue && $0.after >= .zero && $0.after < .seconds(2) })
        #expect(Set(waits.map(\.after)).count > 50)
    }

    /// Runs probes whose outcome follows from the container's life, and gives the first reports.
    private func reports(
        _ count: Int,
        _ body: @escaping @Sendable (ProbeRunner) async -> Void
    ) async -> [String] {
        let (reports, continuation) = AsyncStream.makeStream(of: String.self)
        let runner = ProbeRunner(
            probe: { $0.started.seconds % 2 == 0 ? .success : .failure("odd") },
            report: { continuation.yield("\($0.id) \($0.started.seconds) \($1.state)") }
        )
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            await body(runner)
            var seen: [String] = []
            for await report in reports {
                seen.append(report)
                if seen.count == count { break }
            }
            group.cancelAll()
            return seen
        }
    }

    @Test func reportsEachContainer() async {
        let seen = await reports(2) { runner in
            await runner.watch(target("a", started: 1_000), now: Self.now)
            await runner.watch(target("b", started: 999), now: Self.now)
        }
        #expect(Set(seen) == ["a 1000 healthy", "b 999 starting"])
    }

    @Test func beginsAnewWithEachLife() async {
        let seen = await reports(1) { runner in
            await runner.watch(target("a", started: 999, delay: 3_600), now: Self.now)
            await runner.watch(target("a", started: 1_000), now: Self.now)
        }
        #expect(seen == ["a 1000 healthy"])
    }

    @Test func settlesOnceOverdueContainersWereProbed() async {
        // Its phase within the interval is short.
        let quick = (0..<10_000).lazy.map { ContainerID("c\($0)") }
            .first { ProbeRunner.firstProbe(of: target($0, started: 0), now: Self.now).after < .milliseconds(5) }
        let seen = await reports(1) { runner in
            await runner.watch(target(quick ?? "a", started: 0), now: Self.now)
            await runner.settle(atMost: .seconds(60))
        }
        #expect(seen.count == 1)
    }

    @Test func settlesWithoutContainers() async {
        let runner = ProbeRunner(probe: { _ in .success }, report: { _, _ in })
        await runner.watch(target("a", delay: 3_600), now: Self.now)
        await runner.settle(atMost: .seconds(60))
    }
}
