//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What a template's own labels say of a job, while they are read.
struct JobDraft {
    fileprivate var isJob = false
    fileprivate var spec = JobSpec()
    /// Labels that mean something in a job alone.
    fileprivate var details: [Field] = []

    /// Nil when the application is to be kept running.
    var job: JobSpec? { isJob ? spec : nil }
}

/// Applications that run to their end: labels of the template, and two of its services.
enum JobLabels {
    private static let type = "aliyun.project_type"
    private static let schedule = "aliyun.schedule"
    private static let offset = "aliyun.schedule_utc_offset"
    private static let timeLimit = "aliyun.run_timeout_seconds"
    private static let retries = "aliyun.retry_count"
    private static let removal = "aliyun.remove_containers"

    private static let topLevel = [type, schedule, offset, timeLimit]
    static let names = topLevel + [retries, removal]

    /// Reads the template's labels; those of its services have no effect there.
    static func readTopLevel(_ pair: FieldPair, into job: inout JobDraft) {
        switch pair.name {
        case type:
            _ = pair.field.text("batch", where: { $0 == "batch" })
            job.isJob = true
        case schedule:
            job.spec.schedule = cron(pair.field)
            job.isJob = true
        case offset:
            job.details.append(pair.field)
            job.spec.offsetMinutes = minutes(pair.field)
        case timeLimit:
            job.details.append(pair.field)
            job.spec.timeLimitSeconds = pair.field.integer(in: 1...31_536_000)
        case retries, removal:
            pair.field.warning("this label has no effect on the whole template", "write it under a service's labels")
        default: break
        }
    }

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        for name in topLevel {
            labels[name]?.warning(
                "this label has no effect on a single service",
                "write it under labels at the top of the template, beside services"
            )
        }
        if let count = labels[retries]?.integer(in: 0...1000) { draft.spec.retryCount = count }
        let kinds = ContainerRemoval.allCases.map(\.rawValue)
        if let text = labels[removal]?.text(kinds.listed(), where: { kinds.contains($0) }) {
            draft.spec.containerRemoval = ContainerRemoval(rawValue: text) ?? .none
        }
    }

    /// Warns of what has no effect in a job, or only in one.
    static func check(_ job: JobDraft, _ services: [ServiceDraft]) {
        guard job.isJob else {
            let remedy = "write the label aliyun.project_type: batch at the top of the template, or remove this one"
            for field in job.details
                + services.flatMap({ [$0.labels[retries], $0.labels[removal]] }).compactMap({ $0 })
            {
                field.warning("this label has no effect on an application that is kept running", remedy)
            }
            return
        }
        for draft in services where draft.spec.restart != .no {
            draft.fields["restart"]?.warning(
                "the containers of a job are not restarted; this value has no effect",
                "write the label \(retries) to have those that fail tried again"
            )
        }
    }

    /// `+08:00`, `-05:30` or `Z`, in minutes east of UTC.
    private static func minutes(_ field: Field) -> Int? {
        let expected = "an offset from UTC such as +01:00, -05:00 or Z"
        guard let text = field.text(expected) else { return nil }
        if text == "Z" { return 0 }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard text.hasPrefix("+") || text.hasPrefix("-"), parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hours = parseInteger(parts[0]), let minutes = parseInteger(parts[1]), (0...14).contains(hours),
            (0...59).contains(minutes)
        else {
            field.refuse(text, expected)
            return nil
        }
        return (text.hasPrefix("-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func cron(_ field: Field) -> CronSchedule? {
        let expected = "six fields: second minute hour day month weekday, such as 0 30 2 * * *"
        guard let text = field.nonEmptyText(expected) else { return nil }
        do throws(CronSchedule.SyntaxError) {
            let schedule = try CronSchedule(text)
            guard schedule.hasTimes else {
                field.error("\(quoted(text)) names a day that never comes", "write a day that the month has")
                return nil
            }
            return schedule
        } catch {
            guard let part = error.field else {
                field.refuse(text, expected)
                return nil
            }
            field.error(
                "\(quoted(error.text)) is no \(part.name)",
                "write *, numbers from \(part.range.lowerBound) to \(part.range.upperBound), ranges and steps"
            )
            return nil
        }
    }
}
