//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Applications that run to their end: two labels of the template, two of its services.
enum JobLabels {
    private static let type = "aliyun.project_type"
    private static let schedule = "aliyun.schedule"
    private static let retries = "aliyun.retry_count"
    private static let removal = "aliyun.remove_containers"

    static let names = [type, schedule, retries, removal]

    /// Reads the template's labels; others of its services have no effect there.
    static func readTopLevel(_ pair: FieldPair, into job: inout JobSpec?) {
        switch pair.name {
        case type:
            guard pair.field.text("batch", where: { $0 == "batch" }) != nil else { return }
            job = job ?? JobSpec()
        case schedule:
            guard let schedule = cron(pair.field) else { return }
            job = JobSpec(schedule: schedule)
        case retries, removal:
            pair.field.warning("this label has no effect on the whole template", "write it under a service's labels")
        default: break
        }
    }

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        for name in [type, schedule] {
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

    private static func cron(_ field: Field) -> CronSchedule? {
        let expected = "six fields: second minute hour day month weekday, such as 0 30 2 * * *"
        guard let text = field.nonEmptyText(expected) else { return nil }
        do throws(CronSchedule.SyntaxError) {
            return try CronSchedule(text)
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
