//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Orchestration

@Suite struct JobScheduleTests {
    @Test func itWaitsForItsTime() throws {
        var world = try World.job(.task(), schedule: "0 0 * * * *")
        #expect(world.settle().isEmpty)
        let output = world.reconcile()
        #expect(output.state == .waiting)
        #expect(output.wakeAt == Timestamp(seconds: 3_600))
        world.now = Timestamp(seconds: 3_599)
        #expect(world.settle().isEmpty)
        world.now = Timestamp(seconds: 3_600)
        world.settle()
        #expect(world.jobState.current?.scheduled == Timestamp(seconds: 3_600))
        #expect(world.jobState.current?.cause == .schedule)
        world.endAll()
        world.settle()
        let after = world.reconcile()
        #expect(after.state == .waiting && after.wakeAt == Timestamp(seconds: 7_200))
    }

    @Test func timesDuringARunAreLeftOut() throws {
        var world = try World.job(.task(), schedule: "0 0 * * * *")
        world.now = Timestamp(seconds: 3_600)
        world.settle()
        world.now = Timestamp(seconds: 3 * 3_600 + 10)
        #expect(world.settle().isEmpty)
        world.endAll()
        world.settle()
        #expect(world.jobState.previous?.skipped == 2)
        #expect(world.jobState.current == nil)
        #expect(world.reconcile().wakeAt == Timestamp(seconds: 4 * 3_600))
    }

    @Test func missedTimesAreMadeUpForByOneRun() throws {
        var world = try World.job(.task(), schedule: "0 0 * * * *")
        world.now = Timestamp(seconds: 5 * 3_600 + 10)
        world.settle()
        let run = try #require(world.jobState.current)
        #expect(run.scheduled == Timestamp(seconds: 5 * 3_600) && run.missed == 4)
        world.endAll()
        world.settle()
        #expect(world.jobState.current == nil)
        #expect(world.reconcile().wakeAt == Timestamp(seconds: 6 * 3_600))
    }

    @Test func aRunThatEndedWhileNobodyLookedHidesNoLaterTime() throws {
        var world = try World.job(.task(), schedule: "0 0 * * * *")
        world.now = Timestamp(seconds: 3_600)
        world.settle()
        world.now = Timestamp(seconds: 3_700)
        world.endAll()
        world.now = Timestamp(seconds: 3 * 3_600)
        world.settle()
        #expect(world.jobState.previous?.skipped == 0)
        #expect(world.jobState.current?.scheduled == Timestamp(seconds: 3 * 3_600))
        #expect(world.jobState.current?.missed == 1)
    }

    @Test func aTimeRunsOnce() throws {
        var world = try World.job(.task { $0.scale = 0 }, schedule: "0 0 * * * *")
        world.now = Timestamp(seconds: 3_600)
        #expect(world.reconcile().begun?.number == 1)
        #expect(world.jobState.previous?.outcome == .succeeded)
        for _ in 1...3 { #expect(world.reconcile().begun == nil) }
    }

    @Test func aSuspendedScheduleDoesNotCount() throws {
        var world = try World.job(.task(), schedule: "0 0 * * * *")
        world.application.jobOrders?.isSuspended = true
        world.now = Timestamp(seconds: 4_000)
        #expect(world.settle().isEmpty)
        let output = world.reconcile()
        #expect(output.state == .stopped && output.wakeAt == nil)
        world.application.jobOrders?.requests += 1
        world.settle()
        #expect(world.jobState.current?.cause == .request, "it can be run by hand")
        world.endAll()
        world.settle()
        world.application.jobOrders?.isSuspended = false
        world.application.jobOrders?.scheduleFrom = world.now
        #expect(world.settle().isEmpty, "what was left out is not made up for")
        #expect(world.reconcile().wakeAt == Timestamp(seconds: 7_200))
    }

    @Test func manyMissedTimesAreCountedToALimit() throws {
        var world = try World.job(.task(), schedule: "* * * * * *")
        world.now = Timestamp(seconds: 10_000_000)
        world.settle()
        #expect(world.jobState.current?.missed == JobTimetable.countLimit - 1)
        world.endAll()
        world.settle()
        #expect(world.jobState.current == nil)
    }

    @Test func dueTimes() throws {
        let timetable = JobTimetable(
            job: JobSpec(schedule: try CronSchedule("0 */10 * * * *")),
            from: Timestamp(seconds: 600)
        )
        #expect(timetable.next == Timestamp(seconds: 1_200))
        #expect(timetable.due(through: Timestamp(seconds: 1_199)) == nil)
        #expect(timetable.due(through: Timestamp(seconds: 600)) == nil)
        let due = timetable.due(through: Timestamp(seconds: 2_400))
        #expect(due?.last == Timestamp(seconds: 2_400) && due?.count == 3)
    }

    @Test func anUpdateCountsFromTheNextRunOn() throws {
        var world = try World.job(.task { $0.scale = 2 }, schedule: "0 0 * * * *")
        world.now = Timestamp(seconds: 3_600)
        world.settle()
        // The shell gives the run's services while it goes on.
        #expect(world.jobState.spec?.service("work")?.scale == 2)
        world.exit("app_work_1_run1", code: 0)
        world.settle()
        world.exit("app_work_2_run1", code: 0)
        world.settle()
        #expect(world.jobState.spec == nil)
        world.edit("work") { $0.scale = 1 }
        world.now = Timestamp(seconds: 7_200)
        world.settle()
        #expect(world.runningNames == ["app_work_1_run2"])
    }
}
