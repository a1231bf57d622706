//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// How many containers, in which order, and how they are updated.
enum ScaleLabels {
    static let range = 0...1000

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        readScale(labels, &draft)
        if let field = labels["aliyun.latest_image"], let flag = field.labelBoolean() {
            draft.spec.pullsLatestImage = flag
        }
        if let field = labels["aliyun.depends"], let text = field.text("services, separated by commas") {
            let names = text.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
            if field.isWithinLimit(names.count) {
                for name in names { draft.addDependency(String(name), field) }
            }
        }
        readRollingUpdates(labels, &draft)
    }

    private static func readScale(_ labels: LabelSet, _ draft: inout ServiceDraft) {
        let key = draft.fields["scale"] != nil ? "scale" : draft.deploy.replicas.map { _ in "deploy.replicas" }
        if let field = labels["aliyun.scale"], let scale = field.integer(in: range) {
            if let key, draft.spec.scale != scale {
                field.error("the key \(key) says \(draft.spec.scale), this label \(scale)", "keep one of them")
            }
            draft.spec.scale = scale
        }
        if let field = labels["aliyun.global"], let flag = field.labelBoolean() {
            if let mode = draft.deploy.isGlobal, mode.value != flag {
                field.error("the key deploy.mode says something else", "keep one of them")
            }
            draft.spec.isGlobal = flag
        }
        guard draft.spec.isGlobal || draft.spec.scale > 1 else { return }
        if draft.spec.isGlobal, let field = labels["aliyun.scale"] ?? draft.fields["scale"] {
            field.warning(
                "a global service has one container on every node; this number has no effect",
                "remove it, or remove aliyun.global"
            )
        }
        if let name = draft.spec.containerName, let field = draft.fields["container_name"] {
            field.warning(
                "only one container can have this name; the others are called \(name)_2 and so on",
                "remove the key, or run one container"
            )
        }
    }

    private static func readRollingUpdates(_ labels: LabelSet, _ draft: inout ServiceDraft) {
        let isRolling = labels["aliyun.rolling_updates"]?.labelBoolean() ?? false
        if isRolling, let field = draft.deploy.update?.field {
            field.error("the label aliyun.rolling_updates says how updates go, too", "keep one of them")
        }
        if isRolling { draft.spec.update.parallelism = 1 }
        guard let field = labels["aliyun.rolling_updates.parallelism"] else { return }
        guard isRolling else {
            if !labels.contains("aliyun.rolling_updates") || labels["aliyun.rolling_updates"] != nil {
                field.warning(
                    "this label has no effect without rolling updates",
                    "write aliyun.rolling_updates: 'true', or remove the label"
                )
            }
            return
        }
        guard let text = field.text("a number") else { return }
        guard let count = parseInteger(text), (1...range.upperBound).contains(count) else {
            field.warning(
                "\(quoted(text)) is no number of containers; 1 takes its place",
                "write a whole number from 1 to \(range.upperBound)"
            )
            return
        }
        draft.spec.update.parallelism = count
    }
}

extension StringProtocol {
    /// The text without blanks at its ends.
    func trimmingSpaces() -> SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex..<endIndex]
        }
        return self[first...last]
    }
}
