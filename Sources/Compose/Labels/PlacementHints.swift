//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Where a service's containers go: `constraint:`, `affinity:`, `whitelist:`, `availability:` and `aliyun.gpu`.
enum PlacementHints {
    /// Expressions of a service together.
    private static let maximumCount = 50
    private static let zoneRange = 1...100

    static func read(_ draft: inout ServiceDraft) {
        draft.spec.placement.constraints = expressions(.constraint, draft)
        draft.spec.placement.affinities = expressions(.affinity, draft)
        draft.spec.placement.whitelists = expressions(.whitelist, draft)
        let placement = draft.spec.placement
        let count = placement.constraints.count + placement.affinities.count + placement.whitelists.count
        if count > maximumCount {
            draft.error("the service has \(count) expressions for the scheduler", "keep it to \(maximumCount)")
        }
        readZones(&draft)
        GPULabel.read(&draft)
        warnAboutGlobal(draft)
    }

    private static func expressions(_ kind: SchedulingHint.Kind, _ draft: ServiceDraft) -> [PlacementExpression] {
        draft.hints(kind).compactMap { hint in
            guard let expression = expression(hint) else { return nil }
            do throws(TextPatternError) {
                // A whitelist's names are no pattern.
                if kind != .whitelist { _ = try ValuePattern(expression.value) }
            } catch {
                hint.field.error(
                    "the pattern \(quoted(expression.value)) is not valid: \(error)",
                    "write a regular expression, with a backslash before signs that stand for themselves"
                )
                return nil
            }
            if kind == .whitelist, expression.isNegated {
                hint.field.warning("a whitelist with != is taken like one with ==", "write ==, or a constraint")
            }
            return expression
        }
    }

    private static func expression(_ hint: SchedulingHint) -> PlacementExpression? {
        do throws(PlacementSyntaxError) {
            return try PlacementExpression(parsing: hint.text)
        } catch {
            let example = "\(hint.kind.prefix)\(hint.kind.example)"
            hint.field.error("\(quoted(hint.kind.prefix + hint.text)): \(error)", "write it like \(example)")
            return nil
        }
    }

    // MARK: Zones

    private static func readZones(_ draft: inout ServiceDraft) {
        let hints = draft.hints(.availability)
        if hints.count > 1, let second = hints.dropFirst().first {
            second.field.error("there is more than one availability", "keep one of them")
        }
        for hint in hints {
            guard let expression = expression(hint) else { continue }
            guard expression.key == "az", !expression.isNegated, let count = parseInteger(expression.value),
                zoneRange.contains(count)
            else {
                hint.field.refuse(
                    hint.kind.prefix + hint.text,
                    "availability:az==2 for at least two zones, or availability:az==~2 for as many as there are; "
                        + "\(zoneRange.upperBound) at most"
                )
                continue
            }
            draft.spec.placement.zones = ZoneSpread(minimum: count, isSoft: expression.isSoft)
            if !draft.spec.isGlobal, !expression.isSoft, draft.spec.scale < count {
                hint.field.warning(
                    "\(count) zones need \(count) containers; the service has \(draft.spec.scale)",
                    "write the label aliyun.scale with \(count) or more"
                )
            }
        }
    }

    private static func warnAboutGlobal(_ draft: ServiceDraft) {
        guard draft.spec.isGlobal else { return }
        for hint in draft.hints where hint.kind == .affinity || hint.kind == .availability {
            hint.field.warning(
                "a global service has one container on every node; \(quoted(hint.kind.prefix + hint.text)) has no effect",
                "remove it, write a constraint to choose the nodes, or remove aliyun.global"
            )
        }
    }
}

extension SchedulingHint.Kind {
    /// An expression of the kind that can stand in an error's remedy.
    fileprivate var example: String {
        switch self {
        case .constraint: "node==node1, group!=test or region==~us*"
        case .affinity: "service!=db, image==redis or container==~front*"
        case .whitelist: "node==node1|node2"
        case .availability: "az==2"
        case .reschedule: "on-node-failure"
        }
    }
}
