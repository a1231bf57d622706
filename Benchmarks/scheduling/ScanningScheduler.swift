//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// The peer: it looks at all nodes for each container and takes the best of those that can take it, as classic Swarm did.
///
/// It decides as Gantry does, so that both can be compared container by container.
struct ScanningScheduler {
    private struct Node {
        let view: NodeView
        var cpuMillis: Int64 = 0
        var memoryBytes: Int64 = 0
        var containers: [ContainerReservation] = []
        var ofService: [ServiceKey: Int] = [:]
    }

    private struct Score: Comparable {
        var wishes: Int
        var onNode: Int
        var inZone: Int
        var share: Double
        var total: Int

        static func < (left: Score, right: Score) -> Bool {
            if left.wishes != right.wishes { return left.wishes > right.wishes }
            if left.onNode != right.onNode { return left.onNode < right.onNode }
            if left.inZone != right.inZone { return left.inZone < right.inZone }
            if left.share != right.share { return left.share < right.share }
            return left.total < right.total
        }
    }

    /// An expression, ready to be compared.
    struct Rule {
        let key: String
        let pattern: ValuePattern
        let isNegated: Bool
        let isSoft: Bool

        init(_ expression: PlacementExpression) throws {
            key = expression.key
            pattern = try ValuePattern(expression.value)
            isNegated = expression.isNegated
            isSoft = expression.isSoft
        }
    }

    struct Rules {
        let constraints: [Rule]
        let affinities: [Rule]

        init(_ spec: PlacementSpec) throws {
            constraints = try spec.constraints.map { try Rule($0) }
            affinities = try spec.affinities.map { try Rule($0) }
        }
    }

    private var nodes: [Node]
    private var inZone: [ServiceKey: [String: Int]] = [:]

    init(_ nodes: [NodeView]) { self.nodes = nodes.map { Node(view: $0) } }

    mutating func add(_ container: ContainerReservation, on node: Int) {
        nodes[node].cpuMillis += container.cpuMillis
        nodes[node].memoryBytes += container.memoryBytes
        nodes[node].containers.append(container)
        guard let service = container.service else { return }
        nodes[node].ofService[service, default: 0] += 1
        inZone[service, default: [:]][nodes[node].view.zone, default: 0] += 1
    }

    /// The number of the best node; nil when none can take the container.
    func place(_ container: ContainerReservation, _ rules: Rules) -> Int? {
        var best: (node: Int, score: Score)?
        let zones = container.service.flatMap { inZone[$0] } ?? [:]
        for number in nodes.indices {
            guard fits(container, on: number), let wishes = wishes(rules, on: number) else { continue }
            let score = Score(
                wishes: wishes,
                onNode: container.service.flatMap { nodes[number].ofService[$0] } ?? 0,
                inZone: zones[nodes[number].view.zone] ?? 0,
                share: share(container, on: number),
                total: nodes[number].containers.count
            )
            if best.map({ score < $0.score }) ?? true { best = (number, score) }
        }
        return best?.node
    }

    private func fits(_ container: ContainerReservation, on number: Int) -> Bool {
        nodes[number].view.condition == .ready
            && nodes[number].cpuMillis + container.cpuMillis <= nodes[number].view.cpuMillis * 105 / 100
            && nodes[number].memoryBytes + container.memoryBytes <= nodes[number].view.memoryBytes * 105 / 100
    }

    private func share(_ container: ContainerReservation, on number: Int) -> Double {
        Double(nodes[number].cpuMillis + container.cpuMillis) / Double(nodes[number].view.cpuMillis)
            + Double(nodes[number].memoryBytes + container.memoryBytes) / Double(nodes[number].view.memoryBytes)
    }

    /// How many soft rules the node meets; nil when it doesn't meet a hard one.
    private func wishes(_ rules: Rules, on number: Int) -> Int? {
        var wishes = 0
        for rule in rules.constraints {
            let isMet = rule.pattern.matches(nodes[number].view.labels[rule.key] ?? "") != rule.isNegated
            if rule.isSoft { wishes += isMet ? 1 : 0 } else if !isMet { return nil }
        }
        for rule in rules.affinities {
            let isThere = nodes[number].containers.contains { rule.pattern.matches($0.labels[rule.key] ?? "") }
            let isMet = isThere != rule.isNegated
            if rule.isSoft { wishes += isMet ? 1 : 0 } else if !isMet { return nil }
        }
        return wishes
    }
}
