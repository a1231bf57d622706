//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What callers tell the scheduler: in the environment, `constraint:node==a`, or as labels that list it in JSON.
///
/// Containers keep them as labels and don't see them in their environment. Source: classic Swarm 1.2,
/// `cluster/config.go`.
package struct SchedulingHints: Sendable, Hashable {
    /// Hints of a container together.
    private static let maximumCount = 50

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case constraint
        case affinity
        case whitelist
        case reschedule

        var label: String {
            switch self {
            case .constraint: ContainerLabels.constraints
            case .affinity: ContainerLabels.affinities
            case .whitelist: ContainerLabels.whitelists
            case .reschedule: ContainerLabels.reschedulePolicies
            }
        }
    }

    private var texts: [Kind: [String]] = [:]

    /// Takes the labels' hints; a label that is no list in JSON counts as none.
    package init(labels: [String: String]) {
        for kind in Kind.allCases {
            texts[kind] = labels[kind.label].flatMap { JSONText(parsing: $0)?.strings }
        }
    }

    /// Takes an entry of the environment if it is a hint; whether it is.
    package mutating func take(_ entry: String) -> Bool {
        guard let colon = entry.firstIndex(of: ":"), let kind = Kind(rawValue: String(entry[..<colon])) else {
            return false
        }
        texts[kind, default: []].append(String(entry[entry.index(after: colon)...]))
        return true
    }

    /// The labels that the container keeps.
    package var labels: [String: String] {
        var labels: [String: String] = [:]
        for (kind, list) in texts where !list.isEmpty { labels[kind.label] = JSONText.strings(list).text }
        return labels
    }

    /// - Throws: `DockerRefusal` for what is no expression.
    package func placement() throws(DockerRefusal) -> PlacementSpec {
        guard texts.values.reduce(0, { $0 + $1.count }) <= Self.maximumCount else {
            throw DockerRefusal(400, "the container has more than \(Self.maximumCount) hints; give fewer")
        }
        var placement = PlacementSpec()
        placement.constraints = try expressions(.constraint)
        placement.affinities = try expressions(.affinity)
        placement.whitelists = try expressions(.whitelist)
        return placement
    }

    private func expressions(_ kind: Kind) throws(DockerRefusal) -> [PlacementExpression] {
        var result: [PlacementExpression] = []
        for text in texts[kind] ?? [] {
            do throws(PlacementSyntaxError) {
                result.append(try PlacementExpression(parsing: text))
            } catch {
                throw DockerRefusal(400, "error from \(kind.rawValue) filter: \(error); correct '\(text.prefix(256))'")
            }
        }
        return result
    }

    /// - Throws: `DockerRefusal` for a policy that isn't known, or several.
    package func reschedule() throws(DockerRefusal) -> ReschedulePolicy {
        let policies = texts[.reschedule] ?? []
        guard policies.count <= 1 else { throw DockerRefusal(500, "too many reschedule policies") }
        guard let text = policies.first else { return .off }
        guard let policy = ReschedulePolicy(rawValue: text) else {
            throw DockerRefusal(500, "invalid reschedule policy: \(text.prefix(80))")
        }
        return policy
    }
}
