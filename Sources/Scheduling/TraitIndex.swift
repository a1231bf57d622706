//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Where containers with a certain name, service or label are: kept up from the first question about it on.
struct TraitIndex: Sendable {
    /// How many containers that are meant are on the node at a position; only nodes that have one.
    typealias Places = [Int: Int]

    /// A pattern that values of a trait are compared with.
    struct Question: Hashable {
        let trait: ContainerTrait
        /// As written in the expression.
        let value: String
    }

    private struct Answer {
        let pattern: TextPattern
        var places: Places = [:]
    }

    /// For each trait that was asked for the places of each of its values.
    private var values: [ContainerTrait: [String: Places]] = [:]
    /// Patterns are compared with each container once, not at each question.
    private var answers: [Question: Answer] = [:]

    /// The positions of the nodes with a container whose value matches; none without a pattern.
    mutating func positions(
        of question: Question,
        matching pattern: ValuePattern?,
        in nodes: [NodeView]
    ) -> Dictionary<Int, Int>.Keys {
        switch pattern {
        case nil: return Places().keys
        case .text(let text):
            if values[question.trait] == nil {
                values[question.trait] = [:]
                for position in nodes.indices {
                    for container in nodes[position].containers.values {
                        count(container, of: question.trait, at: position, 1)
                    }
                }
            }
            return (values[question.trait]?[text] ?? [:]).keys
        case .pattern(let pattern):
            if answers[question] == nil {
                answers[question] = Answer(pattern: pattern)
                for position in nodes.indices {
                    for container in nodes[position].containers.values {
                        count(container, in: question, at: position, 1)
                    }
                }
            }
            return (answers[question]?.places ?? [:]).keys
        }
    }

    mutating func add(_ container: ContainerReservation, at position: Int) { count(container, at: position, 1) }

    mutating func remove(_ container: ContainerReservation, at position: Int) { count(container, at: position, -1) }

    private mutating func count(_ container: ContainerReservation, at position: Int, _ change: Int) {
        for trait in values.keys { count(container, of: trait, at: position, change) }
        for question in answers.keys { count(container, in: question, at: position, change) }
    }

    private mutating func count(
        _ container: ContainerReservation,
        of trait: ContainerTrait,
        at position: Int,
        _ change: Int
    ) {
        for value in container.values(of: trait) {
            Self.change(&values[trait, default: [:]][value, default: [:]], at: position, change)
        }
    }

    private mutating func count(
        _ container: ContainerReservation,
        in question: Question,
        at position: Int,
        _ change: Int
    ) {
        guard let pattern = answers[question]?.pattern,
            container.values(of: question.trait).contains(where: pattern.matches)
        else { return }
        Self.change(&answers[question, default: Answer(pattern: pattern)].places, at: position, change)
    }

    private static func change(_ places: inout Places, at position: Int, _ change: Int) {
        let count = (places[position] ?? 0) + change
        places[position] = count > 0 ? count : nil
    }
}
