//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

/// What a seed is used for.
package enum Scenario: String, CaseIterable, Sendable {
    /// Everything goes wrong: containers, nodes, answers, the server, and people who change their minds.
    case faults
    /// An update during which nothing happens to containers; answers and the server get lost all the same.
    case rollOut
    /// A version whose services are called otherwise, under late, lost and repeated answers and restarts of the server.
    case handover
    /// As `faults`, with services of all kinds, full nodes, pulls that fail and a server that restarts often.
    case scarcity

    /// The scenario of a seed that is one of many: an update takes longest, and shows least that is new.
    package init(ofSeed seed: UInt64) {
        self =
            seed.isMultiple(of: 10)
            ? seed.isMultiple(of: 20) ? .handover : .rollOut
            : seed.isMultiple(of: 2) ? .faults : .scarcity
    }

    /// What came of a seed.
    package struct Outcome: Sendable {
        /// What went against a rule, or isn't as it should be in the end.
        package var problems: [String]
        /// What happened, line by line; only when there are problems.
        package var trace: [String]
    }

    private static let steps = 80
    private static let rollOutSteps = 400

    /// Runs a seed, and once more with a trace when something is wrong.
    package func outcome(ofSeed seed: UInt64) -> Outcome {
        guard !run(seed, trace: nil).isEmpty else { return Outcome(problems: [], trace: []) }
        return replay(seed)
    }

    /// Runs a seed with a trace.
    package func replay(_ seed: UInt64) -> Outcome {
        let trace = Trace()
        let problems = run(seed, trace: trace)
        return Outcome(problems: problems, trace: trace.lines)
    }

    /// What is wrong with a seed.
    private func run(_ seed: UInt64, trace: Trace?) -> [String] {
        var simulation = Simulation(seed: seed, trace: trace)
        let problems: [String]
        switch self {
        case .faults:
            for _ in 1...Self.steps {
                simulation.happen()
                if simulation.random.chance(40) { simulation.reconcile() }
            }
            problems = Self.end(&simulation, seed)
        case .rollOut: problems = Self.rollOut(&simulation)
        case .handover: problems = Self.handover(&simulation, isTakenBack: seed.isMultiple(of: 40))
        case .scarcity:
            simulation.application.spec.services = SimulatedServices.varied(&simulation.random)
            let restarts = [0, 2, 30].randomElement(using: &simulation.random) ?? 0
            for _ in 1...Self.steps {
                if simulation.random.chance(15) { simulation.happenScarcity() } else { simulation.happen() }
                if simulation.random.chance(restarts) { simulation.restartServer() }
                if simulation.random.chance(40) { simulation.reconcile() }
            }
            problems = Self.end(&simulation, seed)
        }
        return simulation.violations + problems
    }

    /// Ends all faults; what isn't as it should be then.
    private static func end(_ simulation: inout Simulation, _ seed: UInt64) -> [String] {
        let intent: ApplicationIntent = seed.isMultiple(of: 5) ? .remove : seed.isMultiple(of: 7) ? .stop : .run
        guard let finished = simulation.settle(intent) else {
            return ["it does not settle: \(simulation.reconcile().waiting)"]
        }
        var problems: [String] = []
        if !finished.actions.isEmpty { problems.append("finished, but for \(finished.actions)") }
        let left = simulation.nodes.flatMap(\.containers).filter { $0.applicationID != nil }
        switch intent {
        case .run: problems += simulation.shortcomings
        case .stop: problems += left.filter(\.isServing).map { "still serving: \($0.name)" }
        case .remove:
            problems += left.map { "still there: \($0.name)" }
            if !finished.assignments.isEmpty { problems.append("still assigned: \(finished.assignments)") }
        }
        let again = simulation.reconcile()
        if !again.actions.isEmpty || again.assignments != finished.assignments {
            problems.append("not at rest: \(again.actions)")
        }
        return problems
    }

    /// The application with another image for each service.
    private static func updated(_ application: ApplicationState) -> ApplicationState {
        var application = application
        var spec = application.spec
        for index in spec.services.indices { spec.services[index].image = "image:new" }
        application.spec = spec
        return application
    }

    /// Reasons to stop an update, but for three answers lost in a row.
    static func halts(in simulation: Simulation) -> [String] {
        simulation.application.halts.values.filter { $0.message != "no answer" }.map { "halted: \($0.message)" }
    }

    private static func rollOut(_ simulation: inout Simulation) -> [String] {
        guard simulation.settle(.run) != nil else { return ["it does not settle before the update"] }
        simulation.application = updated(simulation.application)
        var problems: Set<String> = []
        for _ in 1...rollOutSteps {
            simulation.happenHarmlessly()
            if simulation.serving("web") < 3 { problems.insert("start-first: one less of web") }
            if simulation.serving("db") < 1 { problems.insert("stop-first: two less of db") }
            guard simulation.random.chance(50) else { continue }
            if simulation.reconcile().isFinished { break }
        }
        problems.formUnion(halts(in: simulation))
        if simulation.settle(.run) == nil { problems.insert("it does not settle after the update") }
        return problems.sorted() + simulation.shortcomings
    }
}
