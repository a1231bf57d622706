//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A node that can take a container, in the terms that the strategies compare; and, standing for several nodes, the
/// best of them with what told it from the others.
///
/// `best(_:_:)` is associative and commutative, so that the best of many nodes can be kept up in a tree.
struct Candidate: Equatable, Sendable {
    /// What nodes are compared by after the wishes, the most important first.
    struct Criteria: OptionSet, Sendable {
        let rawValue: UInt8

        static let onNode = Criteria(rawValue: 1)
        static let inZone = Criteria(rawValue: 2)
        static let share = Criteria(rawValue: 4)
        static let total = Criteria(rawValue: 8)

        /// Of a single criterion those that come before it.
        var before: Criteria { Criteria(rawValue: rawValue &- 1) }
    }

    /// Shares of CPU and memory that are reserved once the container is there, added up.
    ///
    /// The smallest is best in all numbers but the wishes; a strategy that wants much of something negates it.
    var share: Double = 0
    /// Where the node is in the view; decides between equals.
    var position: Int32
    /// Containers of the service on the node.
    var onNode: Int32 = 0
    /// Containers of the service in the node's zone.
    var inZone: Int32 = 0
    /// All containers on the node.
    var total: Int32 = 0
    /// How many nodes are as good, this one included; 0 for a node that can't take the container.
    var equals: Int32 = 1
    /// How many of the request's wishes the node meets.
    var wishes: Int16 = 0
    /// By what nodes that meet as many wishes, and are as good in everything before it, differ.
    var differing: Criteria = []

    static func none(at position: Int) -> Candidate { Candidate(position: Int32(position), equals: 0) }

    var isNone: Bool { equals == 0 }
    /// Whether no other node meets as many wishes.
    var isOnly: Bool { equals == 1 && differing.isEmpty }

    static func best(_ left: Candidate, _ right: Candidate) -> Candidate {
        if right.isNone { return left }
        if left.isNone { return right }
        if left.wishes != right.wishes { return left.wishes > right.wishes ? left : right }
        if left.onNode != right.onNode { return ordered(left, right, left.onNode < right.onNode, .onNode) }
        if left.inZone != right.inZone { return ordered(left, right, left.inZone < right.inZone, .inZone) }
        if left.share != right.share { return ordered(left, right, left.share < right.share, .share) }
        if left.total != right.total { return ordered(left, right, left.total < right.total, .total) }
        var best = left
        best.position = min(left.position, right.position)
        best.equals += right.equals
        best.differing.formUnion(right.differing)
        return best
    }

    private static func ordered(
        _ left: Candidate,
        _ right: Candidate,
        _ isLeftBest: Bool,
        _ criterion: Criteria
    ) -> Candidate {
        var best = isLeftBest ? left : right
        let other = isLeftBest ? right : left
        best.differing.formUnion(criterion)
        best.differing.formUnion(other.differing.intersection(criterion.before))
        return best
    }
}
