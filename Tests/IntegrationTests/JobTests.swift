//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Applications that run to their end, once or by a schedule.
@Suite(.needsCluster, .sharesCluster)
struct JobTests {
    /// As in the guide of the reference product: five containers, every half minute.
    private static let guide = """
        version: "2"
        labels:
          aliyun.project_type: "batch"
          aliyun.schedule: "0-59/30 * * * * *"
        services:
          s1:
            image: busybox:latest
            labels:
              aliyun.scale: "5"
              aliyun.retry_count: "3"
              aliyun.remove_containers: "remove-all"
            command: date
        """

    @Test func theGuidesScheduledJob() async throws {
        try await TestApplication.with("jobguide") { application in
            let deploy = try await application.tryDeploy(Self.guide)
            #expect(deploy.status == 0 && deploy.output.contains("waits; it runs next at"), "\(deploy)")
            #expect(["waiting", "launching", "running"].contains(try await application.project().currentState))
            let runs = try await eventually(within: .seconds(90), "two runs") {
                try await application.runs().filter { $0.ended != nil }
            } until: { (runs: [RunObject]) in
                runs.count >= 2
            }
            for run in runs {
                #expect(run.state == "succeeded" && run.taskCount == 5 && run.succeededCount == 5, "\(run)")
                let seconds = run.scheduled?.dropFirst(17).prefix(2)
                #expect(seconds == "00" || seconds == "30", "\(run)")
            }
            try await Gantry.succeed("app", "suspend", application.name)
            try await eventually("ended containers are removed") {
                try await application.onEngines()
            } until: {
                $0.values.allSatisfy(\.isEmpty)
            }
            #expect(try await application.project().currentState == "stopped")
        }
    }

    @Test func aDeployTellsHowTheRunEnded() async throws {
        try await TestApplication.with("jobonce") { application in
            let good = try await application.tryDeploy(Self.once("echo worked", scale: 3))
            #expect(good.status == 0 && good.output.contains("jobonce 1.0: run 1 succeeded."), "\(good)")
            let bad = try await application.tryDeploy(Self.once("echo broke; exit 3", scale: 1))
            #expect(bad.status == 1 && bad.error.contains("run 2 failed: work 1 exited with 3"), "\(bad)")
            let run = try await Gantry.json(RunObject.self, "app", "runs", application.name, "2")
            #expect(run.tasks?.map(\.exitCode) == [3])
            // The containers of both runs are there for their logs, each told from the other.
            #expect(try await Gantry.succeed("app", "logs", application.name, "--run", "2").contains("broke"))
            let first = try await Gantry.succeed("app", "logs", application.name, "--run", "1")
            #expect(first.split(separator: "\n").count == 3 && !first.contains("broke"), "\(first)")
            let table = try await Gantry.succeed("app", "runs", application.name)
            #expect(table.contains("failed") && table.contains("succeeded"), "\(table)")
            let refused = try await application.tryDeploy(Templates.idle())
            #expect(refused.status == 1 && refused.error.contains("is a job"), "\(refused)")
        }
    }

    @Test func failuresAreTriedAgain() async throws {
        // The second try finds what the first one left on the node.
        let command = "if test -e /work/tried; then echo again; else touch /work/tried; exit 1; fi"
        let template = Self.once(
            command,
            labels: "      aliyun.retry_count: '2'\n",
            keys: "    volumes: ['jobretry:/work']\n    environment: ['constraint:node==node1']\n"
        )
        try await TestApplication.with("jobretry") { application in
            let result = try await application.tryDeploy(template)
            #expect(result.status == 0, "\(result)")
            let run = try await Gantry.json(RunObject.self, "app", "runs", application.name, "1")
            #expect(run.tasks?.map(\.attempts) == [2])
            #expect(run.tasks?.map(\.container) == ["jobretry_work_1_run1_try2"])
            try await Docker.run(on: "node1", "rm", "--force", "jobretry_work_1_run1", "jobretry_work_1_run1_try2")
            try await Docker.run(on: "node1", "volume", "rm", "jobretry")
        }
    }

    @Test func runByHandAndTimeLimit() async throws {
        let template = Self.once("sleep 100000", keys: "    stop_signal: SIGKILL\n")
            .replacing(
                "services:",
                with: "  aliyun.schedule: '0 0 0 1 1 *'\n  aliyun.run_timeout_seconds: 3\nservices:"
            )
        try await TestApplication.with("jobhand") { application in
            let deploy = try await application.tryDeploy(template)
            #expect(deploy.status == 0, "\(deploy)")
            let run = try await Gantry.run("app", "run", application.name, "--timeout", "60")
            #expect(run.status == 1 && run.error.contains("took longer than its limit of 3 s"), "\(run)")
            let detached = try await Gantry.run("app", "run", application.name, "--detach")
            #expect(detached.status == 0, "\(detached)")
            try await Gantry.succeed("app", "stop", application.name)
            try await eventually("it is stopped") {
                try await application.runs()
            } until: { (runs: [RunObject]) in
                runs.first?.number == 2 && runs.first?.ended != nil
            }
        }
    }

    @Test func aJobThatFitsNowhereEndsWithTheReasons() async throws {
        try await TestApplication.with("jobbig") { application in
            let result = try await application.tryDeploy(Self.once("true", keys: "    mem_limit: 900g\n"))
            #expect(result.status == 2 && result.error.contains("could not be placed"), "\(result)")
        }
    }

    static func once(_ command: String, scale: Int = 1, labels: String = "", keys: String = "") -> String {
        """
        version: "2"
        labels:
          aliyun.project_type: batch
        services:
          work:
            image: busybox:latest
            command: sh -c '\(command)'
        \(keys)    labels:
              aliyun.scale: '\(scale)'
        \(labels)
        """
    }
}

/// A server that is killed while jobs run.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct JobCrashTests {
    @Test func aKilledServerRunsNothingTwiceAndForgetsNothing() async throws {
        let template = JobTests.once("sleep 5; echo done", scale: 6)
        try await ClusterRepair.after {
            try await TestApplication.with("jobcrash") { application in
                let deploy = try await application.tryDeploy(template, ["--detach"])
                #expect(deploy.status == 0, "\(deploy)")
                try await eventually("it is under way") {
                    try await application.onEngines().values.reduce(0) { $0 + $1.count }
                } until: {
                    $0 > 0
                }
                try await ClusterRepair.kill("server")
                let runs = try await eventually(within: .seconds(90), "the run ends") {
                    let result = try await Gantry.run("app", "runs", application.name, "-o", "json")
                    return try JSONDecoder().decode(
                        [RunObject].self,
                        from: Data((result.status == 0 ? result.output : "[]").utf8)
                    )
                } until: { (runs: [RunObject]) in
                    runs.first?.ended != nil
                }
                #expect(runs.map(\.state) == ["succeeded"])
                let names = try await application.onEngines().values.flatMap { $0 }.sorted()
                #expect(names == (1...6).map { "jobcrash_work_\($0)_run1" })
                for container in try await application.containers() {
                    let log = try await Docker.run(on: container.nodeName, "logs", container.id)
                    #expect(log == "done\n", "\(container.name) ran once")
                }
            }
        }
    }

    @Test func timesThatComeWhileTheServerIsAwayAreMadeUpFor() async throws {
        let template = JobTests.once("true")
            .replacing("services:", with: "  aliyun.schedule: '* * * * * *'\nservices:")
        try await ClusterRepair.after {
            try await TestApplication.with("jobaway") { application in
                let deploy = try await application.tryDeploy(template)
                #expect(deploy.status == 0, "\(deploy)")
                try await ClusterRepair.kill("server")
                let runs = try await eventually(within: .seconds(90), "it goes on") {
                    let result = try await Gantry.run("app", "runs", application.name, "-o", "json")
                    return try JSONDecoder().decode(
                        [RunObject].self,
                        from: Data((result.status == 0 ? result.output : "[]").utf8)
                    )
                } until: { (runs: [RunObject]) in
                    runs.filter { $0.state == "succeeded" }.count >= 5
                }
                try await Gantry.succeed("app", "suspend", application.name)
                #expect(runs.map(\.number) == Array((1...runs.count).reversed()))
                #expect(Set(runs.compactMap(\.scheduled)).count == runs.count, "no time ran twice")
            }
        }
    }
}

extension TestApplication {
    fileprivate func runs() async throws -> [RunObject] {
        try await Gantry.json([RunObject].self, "app", "runs", name)
    }
}
