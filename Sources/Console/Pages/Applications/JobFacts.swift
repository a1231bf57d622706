//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What an application that runs to its end does, and did last.
enum JobFacts {
    static func html(_ job: JobObject, _ page: PageRequest) -> HTML {
        var parts: [HTML] = [job.schedule.map { "<code>\($0)</code>" } ?? "\(page(.runsOnce))"]
        if job.isSuspended { parts.append("\(page(.suspended))") }
        if let next = job.next { parts.append("\(page(.nextRun)) \(Moment.html(next))") }
        if let run = job.current { parts.append(Self.run(run, page)) }
        if let run = job.last { parts.append(Self.run(run, page)) }
        return HTML(parts.map { "<div>\($0)</div>" })
    }

    private static func run(_ run: RunObject, _ page: PageRequest) -> HTML {
        """
        \(page(.run(run.number))) \(StateBadge(state: run.state).html(page.context)) \
        \(run.succeededCount)/\(run.taskCount) \(Moment.html(run.started)) \(page.context.said(run.message))
        """
    }
}

extension Text {
    static let runsOnce = Text("runs once at each deploy", "每次部署时运行一次")
    static let suspended = Text("the schedule is suspended", "定时已暂停")
    static let nextRun = Text("next run", "下次运行")
    static func run(_ number: Int) -> Text { Text("Run \(number)", "第 \(number) 次运行") }
}
