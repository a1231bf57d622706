//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Where containers with a certain name, service or label are: kept up from the first question about it on.
struct TraitIndex: Sendable {
    /// How many values that are meant containers have on the node at a position; only nodes that have one.
    typealias Places = [Int: Int]

    /// A pattern that values of a trait are compared with.
    struct Question: Hashable {
        let trait: ContainerTrait
        /// As written in the expression.
        let value: String
    }

    private struct Answer {
        let pattern: TextPattern
        private(set) var places: Places = [:]
        /// Which values match: many containers have the same ones.
        private var verdicts: [String: Bool] = [:]

        init(_ pattern: TextPattern) { self.pattern = pattern }

        mutating func matches(_ value: String) -> Bool {
            if let known = verdicts[value] { return known }
            let verdict = pattern.matches(value)
            verdicts[value] = verdict
            return verdict
        }

        mutating func count(at position: Int, _ change: Int) { TraitIndex.change(&places, at: position, change) }
    }

    /// For each trait that was asked for the places of each of its values.
    private var values: [ContainerTrait: [String: Places]] = [:]
    /// Patterns are compared with each value once, not at each question.
    private var answers: [Question: Answer] = [:]
    // The keys of both: to go over those of a dictionary while it changes would copy it.
    private var traits: [ContainerTrait] = []
    private var questions: [Question] = []

    /// The positions of the nodes with a container whose value matches; none without a pattern.
    mutating func positions(
        of question: Question,
        matching pattern: ValuePattern?,
        in nodes: [NodeView]
    ) -> Dictionary<Int, Int>.Keys {
        guard let pattern else { return Places().keys }
        let known = values[question.trait] ?? index(question.trait, in: nodes)
        switch pattern {
        case .text(let text): return (known[text] ?? [:]).keys
        case .pattern(let pattern):
            if answers[question] == nil {
                var answer = Answer(pattern)
                for (value, places) in known where answer.matches(value) {
                    for (position, count) in places { answer.count(at: position, count) }
                }
                answers[question] = answer
                questions.append(question)
            }
            return (answers[question]?.places ?? [:]).keys
        }
    }

    private mutating func index(_ trait: ContainerTrait, in nodes: [NodeView]) -> [String: Places] {
        var found: [String: Places] = [:]
        for position in nodes.indices {
            for container in nodes[position].containers.values {
                for value in container.values(of: trait) { Self.change(&found[value, default: [:]], at: position, 1) }
            }
        }
        values[trait] = found
        traits.append(trait)
        return found
    }

    /// Whether the node at a position has such a container; the question was put to all nodes before.
    func isAnswer(_ position: Int, to question: Question, matching pattern: ValuePattern?) -> Bool {
        switch pattern {
        case nil: false
        case .text(let text): values[question.trait]?[text]?[position] != nil
        case .pattern: answers[question]?.places[position] != nil
        }
    }

    /// Takes in that a container came (1) or went (-1).
    mutating func count(_ container: ContainerReservation, at position: Int, _ change: Int) {
        for trait in traits { count(container, of: trait, at: position, change) }
        for question in questions { count(container, in: question, at: position, change) }
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
        for value in container.values(of: question.trait) where answers[question]?.matches(value) ?? false {
            answers[question]?.count(at: position, change)
        }
    }

    private static func change(_ places: inout Places, at position: Int, _ change: Int) {
        let count = (places[position] ?? 0) + change
        places[position] = count > 0 ? count : nil
    }
}
