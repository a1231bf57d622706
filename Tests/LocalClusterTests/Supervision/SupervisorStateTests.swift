//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import LocalCluster
import Testing

@Suite struct SupervisorStateTests {
    private let engine = definition("engine", order: 1)
    private let agent = definition("agent", order: 2)

    @Test func startsWhatIsWantedInOrder() {
        var state = SupervisorState()
        var off = Self.definition("off", order: 0)
        off.isWanted = false
        #expect(state.handle(.definitions([agent, off, engine])) == [.start(engine), .start(agent)])
        #expect(state.handle(.definitions([agent, off, engine])) == [])
    }

    @Test func restartsAfterPausesThatDoubleToFiveSeconds() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        var pauses: [Duration] = []
        for _ in 0..<7 {
            guard case .pause(_, let pause, let ticket)? = state.handle(.exited(name: "engine", after: .zero)).first
            else {
                Issue.record("no pause")
                return
            }
            pauses.append(pause)
            #expect(state.handle(.pauseOver(name: "engine", ticket: ticket)) == [.start(engine)])
        }
        #expect(pauses.map { $0 / .milliseconds(1) } == [200, 400, 800, 1600, 3200, 5000, 5000])
        // It ran well for a while: what was before is forgotten.
        guard case .pause(_, let pause, _)? = state.handle(.exited(name: "engine", after: .seconds(10))).first else {
            Issue.record("no pause")
            return
        }
        #expect(pause == .milliseconds(200))
    }

    @Test func aReloadEndsThePause() throws {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        let actions = state.handle(.exited(name: "engine", after: .zero))
        #expect(state.handle(.definitions([engine])) == [.start(engine)])
        guard case .pause(_, _, let ticket)? = actions.first else {
            Issue.record("no pause")
            return
        }
        #expect(state.handle(.pauseOver(name: "engine", ticket: ticket)) == [])
    }

    @Test func stopsWhatIsNoLongerWanted() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        var off = engine
        off.isWanted = false
        guard case .terminate("engine", 10, let ticket)? = state.handle(.definitions([off])).first else {
            Issue.record("not stopped")
            return
        }
        #expect(state.handle(.graceOver(name: "engine", ticket: ticket)) == [.kill(name: "engine")])
        #expect(state.handle(.exited(name: "engine", after: .zero)) == [])
        #expect(state.handle(.graceOver(name: "engine", ticket: ticket)) == [])
        #expect(state.handle(.definitions([engine])) == [.start(engine)])
    }

    @Test func stopsWhatHasNoDefinitionAnyMore() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        #expect(state.handle(.definitions([])).count == 1)
        #expect(state.handle(.exited(name: "engine", after: .zero)) == [])
        #expect(state.handle(.definitions([engine])) == [.start(engine)])
    }

    @Test func startsAgainWhatIsDefinedAnew() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        let changed = Self.definition("engine", order: 1, arguments: ["other"])
        guard case .terminate? = state.handle(.definitions([changed])).first else {
            Issue.record("not stopped")
            return
        }
        #expect(state.handle(.exited(name: "engine", after: .zero)) == [.start(changed)])
    }

    @Test func takesOverWhatRunsAlready() {
        var state = SupervisorState()
        _ = state.handle(.adopted(name: "engine", fingerprint: engine.fingerprint))
        _ = state.handle(.adopted(name: "agent", fingerprint: "of an older definition"))
        let actions = state.handle(.definitions([engine, agent]))
        #expect(actions == [.terminate(name: "agent", graceSeconds: 10, ticket: 1)])
    }

    @Test func shutsDownLastFirst() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine, agent]))
        guard case .terminate("agent", _, _)? = state.handle(.shutdown).first else {
            Issue.record("agent not stopped first")
            return
        }
        #expect(state.handle(.definitions([engine, agent])) == [])
        guard case .terminate("engine", _, _)? = state.handle(.exited(name: "agent", after: .zero)).first else {
            Issue.record("engine not stopped next")
            return
        }
        #expect(state.handle(.exited(name: "engine", after: .zero)) == [.finish])
    }

    @Test func shutsDownAtOnceWhereNothingRuns() {
        var state = SupervisorState()
        _ = state.handle(.definitions([engine]))
        _ = state.handle(.exited(name: "engine", after: .zero))
        #expect(state.handle(.shutdown) == [.finish])
    }

    private static func definition(
        _ name: String,
        order: Int,
        arguments: [String] = ["program"]
    ) -> ProcessDefinition {
        ProcessDefinition(name: name, order: order, arguments: arguments, environment: ["A": "b"])
    }
}
