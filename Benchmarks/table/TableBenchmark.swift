//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import BenchmarkSupport
import FoundationEssentials
import Glibc
import Logging
import Model
import Router
import Routing

/// Measures one large route table, made, and put in place by a real router in a real HAProxy;
/// `Benchmarks/table.py` calls it and makes tables of what it prints.
///
/// `table-bench DIRECTORY SERVICES CONTAINERS CHANGES`: a line for each figure, its name and its numbers. What begins with
/// `cpu` is processor time, all else the clock's; both are in nanoseconds, memory in KiB.
@main
struct TableBenchmark {
    private static let repetitions = 20

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard let directory = arguments.first, numbers.count == 3 else {
            throw BenchmarkError("usage: table-bench DIRECTORY SERVICES CONTAINERS CHANGES")
        }
        let workload = TableWorkload(
            services: numbers[0],
            containers: numbers[1],
            port: try UnixSocket.acceptAll()
        )
        try measureCore(workload)
        try await measureRouter(workload, directory, changes: numbers[2])
        exit(0)
    }

    /// What is decided, without HAProxy.
    private static func measureCore(_ workload: TableWorkload) throws {
        var next = workload
        next.replaceContainer(of: 7)
        let old = workload.table(revision: 1)
        let new = next.table(revision: 2)
        var moved = new
        moved.rules.removeLast()
        let settings = HAProxySettings(
            statsSocket: "/s/stats.sock",
            mapFile: "/s/routes.map",
            certificateDirectory: "/s",
            errorPageFile: "/s/503.html"
        )
        show("cpu-table", processorTime) { _ = workload.table(revision: 1) }
        try show("cpu-configuration", processorTime) { _ = try HAProxyConfiguration.render(old, settings) }
        show("cpu-map", processorTime) { _ = HAProxyMap.render(old) }
        show("cpu-plan-server", processorTime) { _ = RouteTransition.plan(from: old, to: new) }
        show("cpu-plan-rule", processorTime) { _ = RouteTransition.plan(from: old, to: moved) }
    }

    /// Tables as the agent sends them, until the router says that they are in place.
    private static func measureRouter(_ workload: TableWorkload, _ directory: String, changes: Int) async throws {
        var workload = workload
        var options = RouterOptions()
        options.addonSocket = directory + "/addon.sock"
        options.stateDirectory = directory + "/state"
        options.listenAddress = "127.0.0.1"
        (options.httpPort, options.statsPort) = (18_480, 18_481)
        let service = RouterService(options: options, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let routing = Task { try await service.run() }
        var socket = try UnixSocket(listeningAt: options.addonSocket)
        let workers = HAProxyWorkers(masterSocket: options.stateDirectory + "/master.sock")
        var revision: Int64 = 1
        func apply() throws -> Int64 {
            let message = try JSONEncoder().encode(AddonMessage.table(workload.table(revision: revision))) + [10]
            let start = clock()
            try socket.send(Array(message))
            guard let line = try socket.readLine(),
                try JSONDecoder().decode(AddonReply.self, from: Data(line)) == .applied(revision: revision, error: nil)
            else { throw BenchmarkError("the router did not take table \(revision)") }
            revision += 1
            return clock() - start
        }
        print("first", try apply())
        let generation = try workers.list().present
        print("memory-first", try generation.reduce(0) { $0 + (try ProcessMemory.resident(of: $1)) })
        var times: [Int64] = []
        for index in 0..<changes {
            if index % 2 == 0 {
                workload.replaceContainer(of: index * 7)
            } else {
                workload.removeContainer(of: index * 7)
            }
            times.append(try apply())
        }
        guard try workers.list().present == generation else { throw BenchmarkError("there was a reload") }
        print("change", times.map { String($0) }.joined(separator: " "))
        print("memory", try generation.reduce(0) { $0 + (try ProcessMemory.resident(of: $1)) })
        routing.cancel()
        _ = await routing.result
    }

    private static func show(_ name: String, _ now: () -> Int64, _ body: () throws -> Void) rethrows {
        var times: [Int64] = []
        for _ in 0..<repetitions {
            let start = now()
            try body()
            times.append(now() - start)
        }
        print(name, times.map { String($0) }.joined(separator: " "))
    }

    private static func clock() -> Int64 { time(CLOCK_MONOTONIC) }

    private static func processorTime() -> Int64 { time(CLOCK_THREAD_CPUTIME_ID) }

    private static func time(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
