//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The key `healthcheck`: a check that the node's engine makes.
enum HealthcheckKeys {
    struct Draft {
        var spec = HealthcheckSpec()
        var isDisabled: Placed<Bool>?
    }

    static let table = KeyTable<Draft>(
        .init("test") { field, draft in draft.spec.test = test(field) ?? .inherited },
        .init("interval") { field, draft in draft.spec.intervalMilliseconds = duration(field) },
        .init("timeout") { field, draft in draft.spec.timeoutMilliseconds = duration(field) },
        .init("start_period") { field, draft in draft.spec.startPeriodMilliseconds = field.milliseconds() },
        .init("retries") { field, draft in draft.spec.retries = field.integer(in: 1...1000) },
        .init("disable") { field, draft in draft.isDisabled = Placed(field.boolean(), field) },
        .ignored("start_interval", "checks come at the same interval from the start on; this key has no effect")
    )

    static func read(_ field: Field, into draft: inout ServiceDraft) {
        var check = Draft()
        table.read(field, "a check", into: &check)
        if let disabled = check.isDisabled, disabled.value {
            if field.value["test"] != nil, check.spec.test != .disabled {
                disabled.field.error("the check is given and switched off at once", "keep test or disable")
            }
            check.spec.test = .disabled
        }
        draft.spec.healthcheck = check.spec
    }

    /// How a check goes together with the labels that say the same.
    static func check(_ draft: ServiceDraft) {
        guard let field = draft.fields["healthcheck"], draft.spec.probe != nil else { return }
        field.warning(
            "the probe of the labels decides whether a container is well; this check is only made",
            "keep one of them"
        )
    }

    private static func duration(_ field: Field) -> Int? {
        guard let milliseconds = field.milliseconds() else { return nil }
        guard milliseconds > 0 else {
            field.error("the time is 0", "write a duration such as 10s")
            return nil
        }
        return milliseconds
    }

    private static func test(_ field: Field) -> HealthcheckSpec.Test? {
        guard case .sequence = field.value.content else {
            return field.nonEmptyText("a command, or a list that starts with CMD or CMD-SHELL").map { .shell($0) }
        }
        let items = field.items("words")
        let words = items.compactMap { $0.text("a word") }
        guard words.count == items.count else { return nil }
        let rest = Array(words.dropFirst())
        switch words.first {
        case "NONE" where rest.isEmpty: return .disabled
        case "CMD" where !rest.isEmpty: return .command(rest)
        case "CMD-SHELL" where rest.count == 1: return .shell(rest[0])
        case "NONE": field.error("NONE stands alone", "remove what follows it")
        case "CMD": field.error("CMD has no program after it", "write the program and its arguments")
        case "CMD-SHELL": field.error("CMD-SHELL takes one text", "write the whole line as one element")
        case .some(let word):
            field.error("the list starts with \(quoted(word))", "start it with CMD, CMD-SHELL or NONE")
        case nil: field.error("the list is empty", "write a command")
        }
        return nil
    }
}
