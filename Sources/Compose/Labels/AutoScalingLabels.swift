//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// When a service grows and shrinks: `aliyun.auto_scaling.*`.
enum AutoScalingLabels {
    private static let prefix = "aliyun.auto_scaling."
    /// A spelling that was once printed in the product's own documents.
    private static let misspelled = "aliyun.auto.scaling.min_internetOutRate"
    private static let instances = 1...ScaleLabels.range.upperBound
    /// How far apart the bounds of a percentage are at least, so that one container more or less doesn't turn it round.
    private static let smallestGap = 30

    static let names: [String] =
        (["step", "period", "min_instances", "max_instances"]
        + AutoScalingSpec.Metric.allCases.flatMap { ["min_\($0.rawValue)", "max_\($0.rawValue)"] })
        .map { prefix + $0 } + [misspelled]

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        guard let first = names.lazy.compactMap({ labels[$0] }).first else { return }
        var spec = AutoScalingSpec()
        spec.step = labels[prefix + "step"]?.integer(in: 1...instances.upperBound) ?? spec.step
        spec.periodSeconds = labels[prefix + "period"]?.integer(in: 10...3600) ?? spec.periodSeconds
        spec.minimumInstances = labels[prefix + "min_instances"]?.integer(in: instances) ?? spec.minimumInstances
        spec.maximumInstances = labels[prefix + "max_instances"]?.integer(in: instances) ?? spec.maximumInstances
        for metric in AutoScalingSpec.Metric.allCases { spec.bounds[metric] = bounds(of: metric, labels) }
        if spec.minimumInstances > spec.maximumInstances {
            (labels[prefix + "min_instances"] ?? labels[prefix + "max_instances"])?.error(
                "at least \(spec.minimumInstances) and at most \(spec.maximumInstances) containers can't both be",
                "make min_instances at most max_instances"
            )
        }
        let hasBounds = AutoScalingSpec.Metric.allCases.contains { metric in
            ["min_", "max_"].contains { labels.contains(prefix + $0 + metric.rawValue) }
        }
        if !hasBounds, !labels.contains(misspelled) {
            first.warning(
                "there is no measure to scale by",
                "write \(prefix)max_cpu and \(prefix)min_cpu, or remove the label"
            )
        }
        if draft.spec.isGlobal {
            first.error("a global service has one container on every node", "remove the labels \(prefix)…")
        }
        draft.spec.autoScaling = spec
    }

    private static func bounds(of metric: AutoScalingSpec.Metric, _ labels: LabelSet) -> AutoScalingSpec.Bounds? {
        let range = metric.isPercentage ? 0...100 : 0...Int(Int32.max)
        let low = labels[prefix + "min_\(metric.rawValue)"] ?? (metric == .internetOutRate ? labels[misspelled] : nil)
        let high = labels[prefix + "max_\(metric.rawValue)"]
        guard low != nil || high != nil else { return nil }
        let bounds = AutoScalingSpec.Bounds(minimum: low?.integer(in: range), maximum: high?.integer(in: range))
        if let minimum = bounds.minimum, let maximum = bounds.maximum {
            if minimum >= maximum {
                low?.error("the lower bound \(minimum) is not below the upper one \(maximum)", "write a lower one")
            } else if metric.isPercentage, maximum - minimum < smallestGap {
                low?.warning(
                    "the bounds \(minimum) and \(maximum) are near each other, so that containers may come and go",
                    "leave \(smallestGap) between them"
                )
            }
        }
        return bounds
    }
}
