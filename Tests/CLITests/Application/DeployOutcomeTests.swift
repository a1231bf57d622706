//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@testable import CLI

@Suite struct DeployOutcomeTests {
    @Test func whatRunsOrRestsIsDone() {
        #expect(outcome("running") == .runs)
        #expect(outcome("stopped") == .rests)
        #expect(outcome("Running") == .underWay, "states are lower-case")
    }

    @Test(arguments: ["launching", "updating", "scaling", "failed"])
    func withoutAReasonItIsWaitedFor(state: String) { #expect(outcome(state) == .underWay) }

    @Test func whatFitsNowhereEndsTheWaiting() {
        let full = "fits on no node: n1 has too little memory"
        #expect(outcome("failed", [full, full]) == .unplaceable(count: 2, reasons: [full]))
        #expect(outcome("launching", [full, "is starting: its probe has not succeeded yet"]) == .underWay)
    }

    @Test func whatEndedForGoodEndsTheWaiting() {
        let ended = "it exited with 1, and its restart policy is `no`"
        let waits = "waits for db, which failed: its container shop_db_1 exited with 1"
        #expect(outcome("failed", [waits, ended]) == .failed(reasons: [ended, waits]))
        #expect(outcome("failed", [ended, "exited with 1; restarts in 4 s"]) == .underWay)
    }

    @Test func aFailureThatIsTriedAgainIsWaitedFor() {
        #expect(outcome("failed", ["n1: manifest unknown; again in 8 s"]) == .underWay)
    }

    @Test func anUpdateThatFailedEndsTheWaiting() {
        var project = Project(name: "shop")
        var update = UpdateStatus(phase: .rolledBack, version: "2")
        update.container = "shop_web_1"
        update.message = "exited with 1"
        project.update = update
        project.currentState = "updating"
        #expect(DeployOutcome(of: project) == .underWay, "the version before has to run first")
        project.currentState = "running"
        let reason = "shop_web_1 failed: exited with 1"
        #expect(DeployOutcome(of: project) == .rolledBack(version: "2", reason: reason))
        project.update?.phase = .halted
        project.currentState = "failed"
        #expect(DeployOutcome(of: project) == .halted(version: "2", reason: reason))
    }

    @Test func aJobIsDoneWhenItsRunHasEnded() {
        var project = Project(name: "report")
        project.currentState = "launching"
        var job = JobObject()
        job.isRequested = true
        job.last = run(1, "failed")
        project.job = job
        #expect(DeployOutcome(of: project) == .underWay, "the last run is of another deploy")
        project.job?.isRequested = false
        project.job?.current = run(2, "running")
        #expect(DeployOutcome(of: project) == .underWay)
        project.job?.current = nil
        project.job?.last = run(2, "succeeded")
        project.currentState = "finished"
        #expect(DeployOutcome(of: project) == .ended(run(2, "succeeded")))
    }

    @Test func aScheduledJobIsDeployedWhenItWaits() {
        var project = Project(name: "report")
        var job = JobObject()
        job.schedule = "0 0 3 * * *"
        job.next = "2026-01-01T19:00:00Z"
        job.last = run(4, "failed")
        project.job = job
        #expect(DeployOutcome(of: project) == .scheduled(next: "2026-01-01T19:00:00Z"))
        #expect(DeployOutcome(of: project, after: 4) == .underWay, "the run that was asked for hasn't begun")
        project.job?.last = run(5, "succeeded")
        project.job?.current = run(6, "running")
        #expect(DeployOutcome(of: project, after: 4) == .ended(run(5, "succeeded")))
    }

    @Test func aJobThatFitsNowhereEndsTheWaiting() {
        var project = Project(name: "report")
        project.job = JobObject()
        project.job?.current = run(1, "running")
        project.currentState = "launching"
        var service = ServiceObject(id: "report_work", name: "work", project: "report")
        service.waiting = ["report_work_1": "fits on no node: n1 has too little memory"]
        project.services = [service]
        #expect(
            DeployOutcome(of: project)
                == .unplaceable(count: 1, reasons: ["fits on no node: n1 has too little memory"])
        )
        project.currentState = "running"
        #expect(DeployOutcome(of: project) == .underWay, "others of the run make room when they end")
    }

    private func run(_ number: Int, _ state: String) -> RunObject {
        var run = RunObject(number: number, version: "1.0", started: "2026-01-01T00:00:00Z")
        run.state = state
        run.cause = "request"
        return run
    }

    @Test func whatMayBeTakenBackIsWaitedFor() {
        var project = Project(name: "shop")
        project.currentState = "failed"
        project.update = UpdateStatus(phase: .updating, version: "2")
        var service = ServiceObject(id: "shop_web", name: "web", project: "shop")
        service.waiting = ["shop_web_1": "it exited with 1, and its restart policy is `no`"]
        project.services = [service]
        #expect(DeployOutcome(of: project) == .underWay)
    }

    private func outcome(_ state: String, _ waiting: [String] = []) -> DeployOutcome {
        var project = Project(name: "shop")
        project.currentState = state
        var service = ServiceObject(id: "shop_web", name: "web", project: "shop")
        for (index, reason) in waiting.enumerated() { service.waiting["shop_web_\(index + 1)"] = reason }
        project.services = [service]
        return DeployOutcome(of: project)
    }
}
