//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Store
import Testing

@Suite struct JobTests {
    static func template(
        schedule: String? = nil,
        scale: Int = 1,
        image: String = "nginx:1",
        labels: String = "",
        more: String = ""
    ) -> String {
        var text = "version: '2'\nlabels:\n  aliyun.project_type: batch\n"
        if let schedule { text += "  aliyun.schedule: '\(schedule)'\n" }
        text += "services:\n  work:\n    image: \(image)\n    restart: always\n\(more)"
        return text + "    labels:\n      aliyun.scale: '\(scale)'\n\(labels)"
    }

    static let hourly = "0 0 * * * *"

    @Test func aJobRunsAtEachDeploy() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("report", Self.template(scale: 2))
            try await cluster.waitForRunning(["report_work_1_run1", "report_work_2_run1"])
            let body = try #require(await cluster.nodes[0].configurations.values.first)
            #expect("\(body)".contains("\"gantry.run\""))
            #expect(!"\(body)".contains("unless-stopped") && !"\(body)".contains("always"))
            try await cluster.endAll()
            try await cluster.waitForState("finished", of: "report")
            try await cluster.waitForEvent("run.succeeded", project: "report")

            // The same template again: the job is done once more.
            try await cluster.update("report", Self.template(scale: 2))
            try await eventually("it runs again") {
                try await cluster.project("report").job?.current?.number == 2
            }
            try await eventually("both run") { await cluster.runningNames().count == 2 }
            try await cluster.endAll(code: 3)
            try await cluster.waitForState("failed", of: "report")
            let runs = try await cluster.plane.runs(cluster.id, "report")
            #expect(runs.map(\.number) == [2, 1])
            #expect(runs.map(\.state) == ["failed", "succeeded"])
            #expect(runs.map(\.version) == ["1.1", "1.0"])
            #expect(runs[0].message == "work 1 exited with 3, and 1 other")
            let run = try await cluster.plane.run(cluster.id, "report", 2)
            #expect(run.tasks?.map(\.exitCode) == [3, 3])
            #expect(run.tasks?.map(\.container) == ["report_work_1_run2", "report_work_2_run2"])
            await expectError(.notFound) { _ = try await cluster.plane.run(cluster.id, "report", 3) }
        }
    }

    @Test func aScheduleIsKept() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("report", Self.template(schedule: Self.hourly))
            try await cluster.waitForState("waiting", of: "report")
            #expect(await cluster.names().isEmpty)
            #expect(try await cluster.project("report").job?.next != nil)
            for number in 1...3 {
                try await cluster.advance(by: .seconds(3_600))
                try await eventually("run \(number) runs") {
                    await cluster.runningNames() == ["report_work_1_run\(number)"]
                }
                try await cluster.endAll()
                try await cluster.waitForState("waiting", of: "report")
            }
            let runs = try await cluster.plane.runs(cluster.id, "report")
            #expect(runs.map(\.cause) == ["schedule", "schedule", "schedule"])
            #expect(Set(runs.compactMap(\.scheduled)).count == 3)
        }
    }

    @Test func timesMissedByAnOutageAreMadeUpForOnce() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("report", Self.template(schedule: Self.hourly))
            try await cluster.waitForState("waiting", of: "report")
            await cluster.stopServer()
            cluster.clock.advance(by: .seconds(3 * 3_600))
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForRunning(["report_work_1_run1"])
            try await cluster.endAll()
            try await cluster.waitForState("waiting", of: "report")
            let runs = try await cluster.plane.runs(cluster.id, "report")
            #expect(runs.map(\.missed) == [2])
        }
    }

    @Test func aServerThatDiesRunsNothingTwice() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.change { $0.images = ["nginx:1"] }
            await node.fail("POST /containers/create", .hold)
            try await cluster.deploy("report", Self.template())
            try await eventually("it is at it") { await node.isHolding }
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(node)
            try await cluster.waitForRunning(["report_work_1_run1"])
            try await cluster.endAll()
            try await cluster.waitForState("finished", of: "report")
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(node)
            try await cluster.waitForStatus("ready", of: node)
            try await cluster.poke()
            try await cluster.waitForState("finished", of: "report")
            #expect(cluster.journal.count(of: "POST /containers/create") == 1)
            #expect(cluster.journal.count(of: "POST /containers/report_work_1_run1/start") == 1)
        }
    }

    @Test func aStartWhoseAnswerIsLostIsNotRepeated() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.change {
                $0.images = ["nginx:1"]
                $0.isSilent = true
            }
            await node.fail("POST /containers/report_work_1_run1/start", .loseAnswer)
            try await cluster.deploy("report", Self.template())
            try await cluster.waitForEvent("action.failed", project: "report")
            await node.change { node in
                for id in node.containers.keys {
                    node.containers[id]?.state = .exited
                    node.containers[id]?.finished = .now
                }
            }
            try await cluster.advance(by: .seconds(5))
            try await eventually("it is found there") {
                cluster.journal.count(of: "GET /containers/report_work_1_run1/json") == 1
            }
            try await node.reportAll()
            try await cluster.waitForState("finished", of: "report")
            #expect(cluster.journal.count(of: "POST /containers/report_work_1_run1/start") == 1)
        }
    }

    @Test func failuresAreTriedAgain() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("report", Self.template(labels: "      aliyun.retry_count: '1'\n"))
            try await cluster.waitForRunning(["report_work_1_run1"])
            try await cluster.endAll(code: 7)
            try await eventually("it waits") {
                try await cluster.waiting("report").values.contains { $0.hasPrefix("exited with 7; tried again in") }
            }
            try await cluster.advance(by: .seconds(2))
            try await eventually("another try") { await cluster.runningNames() == ["report_work_1_run1_try2"] }
            try await cluster.endAll()
            try await cluster.waitForState("finished", of: "report")
            #expect(try await cluster.plane.run(cluster.id, "report", 1).tasks?.map(\.attempts) == [2])
        }
    }

    @Test func endedContainersTakeNoRoom() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let template = Self.template(more: "    mem_limit: 6g\n    ports: ['9000:80']\n")
            try await cluster.deploy("report", template)
            for number in 1...3 {
                try await eventually("run \(number)") {
                    await cluster.runningNames() == ["report_work_1_run\(number)"]
                }
                try await cluster.endAll()
                try await cluster.waitForState("finished", of: "report")
                try await cluster.plane.redeployProject(cluster.id, "report")
            }
        }
    }

    @Test func runsByHandAndSuspension() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("report", Self.template(schedule: Self.hourly))
            try await plane.setSuspended(id, "report", true)
            try await cluster.waitForState("stopped", of: "report")
            try await cluster.advance(by: .seconds(3_600))
            try await plane.requestRun(id, "report")
            try await cluster.waitForRunning(["report_work_1_run1"])
            let message = await expectError(.conflict) { try await plane.requestRun(id, "report") }
            #expect(message.contains("run 1 is under way"))
            try await cluster.endAll()
            try await cluster.waitForState("stopped", of: "report")
            try await plane.setSuspended(id, "report", false)
            try await cluster.waitForState("waiting", of: "report")
            #expect(try await plane.runs(id, "report").map(\.cause) == ["request"])
            try await plane.stopProject(id, "report", timeout: nil)
            await expectError(.conflict) { try await plane.requestRun(id, "report") }
        }
    }

    @Test func anUpdateLetsTheRunGoOn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("report", Self.template(scale: 2))
            try await cluster.waitForRunning(["report_work_1_run1", "report_work_2_run1"])
            try await cluster.update("report", Self.template(scale: 1, image: "nginx:2"))
            try await cluster.nodes[0].update("report_work_1_run1") { $0.state = .exited }
            try await cluster.poke()
            #expect(await cluster.runningNames() == ["report_work_2_run1"])
            #expect(try await cluster.project("report").job?.isRequested == true)
            try await cluster.endAll()
            try await eventually("the next one") { await cluster.runningNames() == ["report_work_1_run2"] }
            #expect(await cluster.nodes[0].containers.values.first { $0.state == .running }?.image == "nginx:2")
        }
    }

    @Test func whatIsNoJobIsToldSo() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.deploy("report", Self.template())
            let message = await expectError(.invalid) { try await plane.requestRun(id, "shop") }
            #expect(message.contains("aliyun.project_type"))
            await expectError(.invalid) { _ = try await plane.runs(id, "shop") }
            await expectError(.notFound) { _ = try await plane.runs(id, "other") }
            await expectError(.invalid) { try await plane.setSuspended(id, "report", true) }
            await expectError(.invalid) { try await plane.stopService(id, "report_work", timeout: nil) }
            await expectError(.invalid) { _ = try await cluster.update("shop", Self.template()) }
            await expectError(.invalid) { _ = try await cluster.update("report", Templates.web(scale: 1)) }
            var request = ProjectRequest(name: nil, template: Self.template())
            request.updateMethod = "blue-green"
            await expectError(.invalid) { _ = try await plane.updateProject(id, "report", request) }
        }
    }

    @Test func theHistoryIsBoundedAndGoesWithTheApplication() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("report", Self.template(scale: 0))
            for number in 1...103 {
                try await eventually("run \(number) has ended") {
                    try await cluster.project("report").job?.last?.number == number
                }
                if number < 103 { try await plane.requestRun(id, "report") }
            }
            let runs = try await plane.runs(id, "report")
            #expect(runs.first?.number == 103 && runs.last?.number == 4)
            try await plane.deleteProject(id, "report", force: false, volumes: false)
            try await cluster.waitForEvent("application.removed", project: "report")
            let left = try await cluster.store.list(prefix: "/cluster/").entries.map(\.key)
            #expect(!left.contains { $0.contains("/runs/") || $0.contains("/jobs/") })
        }
    }

    @Test func aPlanShowsWhereTheNextRunWouldGo() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            var request = ProjectRequest(name: "report", template: Self.template(schedule: Self.hourly, scale: 2))
            let plan = try await cluster.plane.plan(cluster.id, request)
            #expect(plan.changes.map(\.container) == ["report_work_1_run1", "report_work_2_run1"])
            try await cluster.deploy("report", request.template)
            request.template = Self.template(schedule: Self.hourly, scale: 3)
            #expect(try await cluster.plane.plan(cluster.id, request).changes.count == 3)
            #expect(await cluster.names().isEmpty)
        }
    }
}

extension TestCluster {
    fileprivate func runningNames() async -> [String] {
        var names: [String] = []
        for node in nodes {
            names += await node.containers.values.filter { $0.state == .running }.map(\.name)
        }
        return names.sorted()
    }

    /// Has every container that runs end.
    fileprivate func endAll(code: Int = 0) async throws {
        for node in nodes {
            for container in await node.containers.values where container.state == .running {
                try await node.update(container.name) { status in
                    status.state = .exited
                    status.exitCode = code
                    status.finished = .now
                }
            }
        }
    }
}
