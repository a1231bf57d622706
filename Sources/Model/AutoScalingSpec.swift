//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// When a service gets more containers, and when fewer: `aliyun.auto_scaling.*`.
package struct AutoScalingSpec: Codable, Hashable, Sendable {
    package enum Metric: String, Codable, Hashable, Sendable, CaseIterable {
        /// Per cent of the limit.
        case cpu
        /// Per cent of the limit.
        case memory
        /// Bytes a second.
        case internetInRate
        /// Bytes a second.
        case internetOutRate

        package var isPercentage: Bool { self == .cpu || self == .memory }
    }

    /// Below the one a container goes, above the other one comes.
    package struct Bounds: Codable, Hashable, Sendable {
        package var minimum: Int?
        package var maximum: Int?

        package init(minimum: Int? = nil, maximum: Int? = nil) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    /// Containers that come or go at a time.
    package var step = 1
    package var minimumInstances = 1
    package var maximumInstances = 10
    /// Seconds of one measurement.
    package var periodSeconds = 60
    package var bounds: [Metric: Bounds] = [:]

    package init() {}
}

extension AutoScalingSpec.Metric: CodingKeyRepresentable {}
