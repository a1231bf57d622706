//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Adds up engines' answers that are objects of lists and numbers, such as those to prune calls.
package enum EngineSum {
    package static func of(_ answers: [JSONText]) -> JSONText {
        var sum = JSONMembers()
        for answer in answers {
            for member in answer.members?.list ?? [] { sum[member.key] = add(sum[member.key], member.value) }
        }
        return sum.json
    }

    /// Lists are put one behind the other, numbers are added; of anything else the first stays.
    private static func add(_ left: JSONText?, _ right: JSONText) -> JSONText {
        guard let left, !left.isNull else { return right }
        if let one = left.elements, let other = right.elements { return .array(one + other) }
        if let one = left.int, let other = right.int { return .int(one.addingReportingOverflow(other).partialValue) }
        return left
    }
}

/// Says in an engine's answer to `GET /system/df` where things are.
package enum DiskUsage {
    package static func located(_ json: JSONText, on node: ClusterNode) -> JSONText {
        guard var members = json.members else { return json }
        if let containers = members["Containers"], let entries = ContainerList.entries(containers, on: node) {
            members["Containers"] = .array(entries.map(\.json))
        }
        if let volumes = members["Volumes"]?.elements {
            members["Volumes"] = .array(volumes.map { VolumeList.located($0, on: node, prefixed: true) })
        }
        return members.json
    }
}
