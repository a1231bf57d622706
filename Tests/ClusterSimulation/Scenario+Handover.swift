//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

extension Scenario {
    /// Renames the service `web` while answers and the server get lost.
    ///
    /// - Parameters:
    ///   - simulation: A cluster to which nothing has happened yet.
    ///   - isTakenBack: Whether it is renamed back half-way, however far it is.
    /// - Returns: What is wrong then.
    static func handover(_ simulation: inout Simulation, isTakenBack: Bool) -> [String] {
        guard simulation.settle(.run) != nil else { return ["it does not settle before the update"] }
        simulation.rename("web", to: "site")
        var problems: Set<String> = []
        for step in 1...600 {
            simulation.happenHarmlessly()
            let serving = simulation.serving("web") + simulation.serving("site")
            if serving < 3 { problems.insert("one less of web and site") }
            if simulation.random.chance(50), simulation.reconcile().isFinished, !isTakenBack || step > 200 { break }
            if isTakenBack, step == 200 { simulation.rename("site", to: "web") }
        }
        problems.formUnion(halts(in: simulation))
        if simulation.settle(.run) == nil { problems.insert("it does not settle after the update") }
        if simulation.application.handover != nil { problems.insert("the handover has no end") }
        return problems.sorted() + simulation.shortcomings
    }
}

extension Simulation {
    fileprivate mutating func rename(_ old: ServiceName, to new: ServiceName) {
        var next = application.spec
        for index in next.services.indices where next.services[index].name == old { next.services[index].name = new }
        application.handover = Handover(
            from: (application.spec, [:]),
            unfinished: application.handover,
            to: (next, [:])
        )
        application.spec = next
        application.halts = [:]
    }
}
