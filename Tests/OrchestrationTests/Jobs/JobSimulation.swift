//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Scheduling

@testable import Orchestration

/// A scheduled job on nodes that get lost and come back, with a server that dies at any point, by a seed.
struct JobSimulation {
    private var generator: SeededGenerator
    private var world: World
    /// Actions on their way; a server that dies forgets them, done or not.
    private var queue: [Action] = []
    /// How often each container was started, by its name.
    private var starts: [String: Int] = [:]
    private var ended: [JobRun] = []
    private let began: Timestamp
    private(set) var violations: [String] = []

    /// How much happened: runs that ended, containers that were made.
    var runs: Int { ended.count }
    var tries: Int { starts.count }

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        let retries = Int.random(in: 0...2, using: &generator)
        let scale = Int.random(in: 1...3, using: &generator)
        let isMovable = generator.chance(50)
        let removal = ContainerRemoval.allCases.randomElement(using: &generator) ?? .none
        world = try World.job(
            .task("load"),
            .task { service in
                service.scale = scale
                service.retryCount = retries
                service.containerRemoval = removal
                service.reschedule = isMovable ? .onNodeFailure : .off
                service.depends = ["load"]
                service.dependConditions = ["load": .completed]
            },
            schedule: "0/30 * * * * *"
        )
        began = world.now
    }

    mutating func run(steps: Int) {
        for _ in 0..<steps { step() }
        heal()
        check()
    }

    private mutating func step() {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<7: reconcile()
        case 7..<13: carryOut()
        case 13, 14: world.now = world.now + .seconds(Int.random(in: 1...20, using: &generator))
        case 15, 16: endOne()
        case 17: crash()
        case 18: changeNode()
        default: world.application.jobOrders?.requests += generator.chance(20) ? 1 : 0
        }
    }

    /// Stores what is decided, then has it done.
    private mutating func reconcile() {
        let before = world.jobState
        let output = world.reconcile()
        if output.begun != nil, before.current != nil { violations.append("a run begins during another one") }
        if let run = output.ended { ended.append(run) }
        for action in output.actions {
            world.inFlight.insert(action)
            queue.append(action)
        }
    }

    private mutating func carryOut() {
        guard !queue.isEmpty else { return }
        let action = queue.remove(at: Int.random(in: 0..<queue.count, using: &generator))
        perform(action)
        world.inFlight.remove(action)
    }

    /// What the engines do: a name is taken once, and what was started isn't started again.
    private mutating func perform(_ action: Action) {
        guard world.cluster.isReachable(action.node) else { return }
        if case .createTask = action.work {
            if world.containers.contains(where: { $0.status.name == action.containerName }) { return }
            starts[action.containerName, default: 0] += 1
        }
        world.execute(action)
    }

    private mutating func endOne() {
        guard let name = world.runningNames.randomElement(using: &generator) else { return }
        world.exit(name, code: generator.chance(70) ? 0 : 1)
    }

    /// Each action under way was done, or wasn't.
    private mutating func crash() {
        for action in queue where generator.chance(50) { perform(action) }
        queue = []
        world.inFlight = InFlight()
        world.failures = [:]
    }

    private mutating func changeNode() {
        guard let node = world.nodes.randomElement(using: &generator) else { return }
        world.set(generator.chance(60) ? .ready : generator.chance(50) ? .lost : .disconnected, node.id)
    }

    /// Everything comes back, and all that is begun ends.
    private mutating func heal() {
        for node in world.nodes { world.set(.ready, node.id) }
        crash()
        world.application.jobOrders?.isSuspended = true
        for _ in 1...200 {
            reconcile()
            if queue.isEmpty, world.jobState.current == nil, world.runningNames.isEmpty { return }
            while !queue.isEmpty { carryOut() }
            world.endAll()
            world.now = world.now + .seconds(1)
        }
    }

    private mutating func check() {
        if world.jobState.current != nil { violations.append("a run never ends: \(world.tasks)") }
        for (name, count) in starts where count > 1 { violations.append("\(name) was made \(count) times") }
        let numbers = ended.map(\.number)
        if numbers != Array(1...max(1, world.jobState.lastNumber)).filter({ _ in world.jobState.lastNumber > 0 }) {
            violations.append("runs \(numbers) ended of \(world.jobState.lastNumber)")
        }
        // Each time of the schedule had its run, or is told of as missed or left out.
        let told = ended.reduce(0) { $0 + ($1.cause == .schedule ? 1 : 0) + $1.missed + $1.skipped }
        let considered = world.jobState.consideredUntil ?? began
        let due = world.application.jobSpec.flatMap { JobTimetable(job: $0, from: began).due(through: considered) }
        // Those that came while the last run ended aren't counted while the schedule is suspended.
        if told != due?.count ?? 0 { violations.append("\(told) times are told of, \(due?.count ?? 0) came") }
        for run in ended where run.outcome == .succeeded && run.tasks.contains(where: { $0.exitCode != 0 }) {
            violations.append("run \(run.number) succeeded with a task that didn't")
        }
        let places = Dictionary(grouping: world.runningNames) { $0 }
        if places.values.contains(where: { $0.count > 1 }) { violations.append("a name runs twice: \(places)") }
        if !world.runningNames.isEmpty { violations.append("left running: \(world.runningNames)") }
    }
}
