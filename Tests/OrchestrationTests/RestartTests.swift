//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Testing

@testable import Orchestration

@Suite struct RestartTests {
    private static let now = Timestamp(seconds: 1_000)

    /// A container that ran so long and ended just now.
    private static func exited(_ code: Int, ran: Int64 = 1, restartCount: Int = 0) -> ContainerStatus {
        var status = ContainerStatus(
            id: "c1",
            name: "app_web_1",
            image: "image",
            state: .exited,
            created: Timestamp(seconds: 900)
        )
        status.exitCode = code
        status.started = Timestamp(seconds: 1_000 - ran)
        status.finished = Timestamp(seconds: 1_000)
        status.restartCount = restartCount
        return status
    }

    private static func decide(
        _ status: ContainerStatus,
        _ policy: RestartPolicy,
        attempts: Int = 0,
        requested: Int64? = nil
    ) -> String {
        let history = attempts == 0 ? nil : RestartHistory(attempts: attempts, lastStart: now + .seconds(-1))
        let rule = RestartRule.decide(
            status,
            policy: policy,
            requestedAt: requested.map(Timestamp.init(seconds:)),
            history: history,
            now: now
        )
        return switch rule {
        case .start: "start"
        case .startAt(let time): "in \((time - now).components.seconds)"
        case .finished: "finished"
        case .failed: "failed"
        }
    }

    @Test(
        arguments: [
            (RestartPolicy.always, 0, 0, "start"), (.always, 1, 0, "start"), (.unlessStopped, 137, 0, "start"),
            (.always, 1, 1, "in 1"), (.always, 1, 2, "in 2"), (.always, 1, 3, "in 4"), (.always, 1, 6, "in 32"),
            (.always, 1, 7, "in 60"), (.always, 1, 70, "in 60"), (.no, 0, 0, "finished"), (.no, 1, 0, "failed"),
            (.onFailure(maximumRetries: nil), 0, 0, "finished"), (.onFailure(maximumRetries: nil), 1, 4, "in 8"),
            (.onFailure(maximumRetries: 3), 1, 2, "in 2"), (.onFailure(maximumRetries: 3), 1, 3, "failed"),
            (.onFailure(maximumRetries: 3), 0, 3, "finished"),
        ] as [(RestartPolicy, Int, Int, String)]
    )
    func policyDecides(policy: RestartPolicy, code: Int, attempts: Int, expected: String) {
        #expect(Self.decide(Self.exited(code), policy, attempts: attempts) == expected)
    }

    @Test func stableRunStartsTheCountAnew() {
        #expect(Self.decide(Self.exited(1, ran: 10), .always, attempts: 7) == "start")
        #expect(Self.decide(Self.exited(1, ran: 9), .always, attempts: 7) == "in 68")
    }

    @Test func restartsOfTheEngineCountToo() {
        #expect(Self.decide(Self.exited(1, restartCount: 3), .onFailure(maximumRetries: 3)) == "failed")
    }

    @Test func whatNeverStartedHasFailed() {
        var status = Self.exited(0)
        status.error = "no such file"
        #expect(Self.decide(status, .no) == "failed")
    }

    @Test func requestStartsWhateverThePolicyOnce() {
        #expect(Self.decide(Self.exited(0), .no, requested: 1_001) == "start")
        #expect(Self.decide(Self.exited(0), .no, requested: 999) == "finished")
        #expect(Self.decide(Self.exited(0), .no, attempts: 1, requested: 998) == "finished")
        var behind = Self.exited(1)
        behind.finished = Timestamp(seconds: 10)
        behind.started = Timestamp(seconds: 9)
        #expect(Self.decide(behind, .no, attempts: 1, requested: 999) == "failed", "a clock that is behind")
    }

    // MARK: In the reconciliation

    @Test func crashLoopBacksOffAndWakes() {
        var world = World(.sample("web"))
        world.settle()
        var delays: [Int64] = []
        for _ in 1...5 {
            world.exit("app_web_1")
            let began = world.now
            var output = world.step()
            while output.actions.isEmpty, let wake = output.wakeAt {
                #expect(output.waiting[.web(1)]?.kind == .restart)
                #expect(output.state == .restarting)
                world.now = wake
                output = world.step()
            }
            #expect(output.lines == ["start app_web_1@node1"])
            delays.append((world.now - began).components.seconds)
        }
        #expect(delays == [0, 1, 2, 4, 8])
    }

    @Test func newContainerStartsWithoutPast() {
        var world = World(.sample("web"))
        world.settle()
        world.history[.web(1)] = RestartHistory(attempts: 5, lastStart: world.now)
        world.containers = []
        world.step()
        #expect(world.history == [:])
    }

    @Test func redeployStartsWhatHasStopped() {
        var world = World(.sample("web") { $0.restart = .no }, .sample("db") { $0.restart = .no })
        world.settle()
        world.exit("app_web_1", code: 0)
        world.exit("app_db_1", code: 1)
        #expect(world.settle() == [])
        world.now = world.now + .seconds(1)
        world.application.serviceRedeployedAt = ["db": world.now]
        #expect(world.settle() == [["start app_db_1@node2"]])
        world.now = world.now + .seconds(1)
        world.application.redeployedAt = world.now
        #expect(world.reconcile().serviceStates["web"] == .starting)
        world.settle()
        #expect(world.reconcile().state == .running)
    }

    @Test(
        arguments: [
            (ContainerStatus.State.created, ["start app_web_1@node1"], nil),
            (.dead, ["remove app_web_1@node1"], nil), (.paused, [], WaitReason.Kind.paused),
            (.restarting, [], .engine), (.removing, [], .engine),
        ] as [(ContainerStatus.State, [String], WaitReason.Kind?)]
    )
    func otherStates(state: ContainerStatus.State, lines: [String], wait: WaitReason.Kind?) {
        var world = World(.sample("web") { $0.restart = .no })
        world.settle()
        world.change("app_web_1") { $0.state = state }
        let output = world.step()
        #expect(output.lines == lines)
        #expect(output.waiting[.web(1)]?.kind == wait)
    }
}
