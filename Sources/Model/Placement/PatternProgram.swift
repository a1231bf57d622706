//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A pattern as steps, for following all ways through it at a time.
struct PatternProgram: Sendable {
    enum Step: Sendable {
        case set(ScalarSet)
        case assertion(PatternAssertion)
        /// Goes on at both places.
        case fork(Int, Int)
        case jump(Int)
        case found
    }

    private(set) var steps: [Step] = []
    /// Whether it can only be found at the start of a text.
    let startsAtTextStart: Bool

    init(_ node: PatternNode) {
        if case .sequence(let parts) = node, case .assertion(.textStart)? = parts.first {
            startsAtTextStart = true
        } else {
            startsAtTextStart = false
        }
        append(node)
        steps.append(.found)
    }

    private mutating func append(_ node: PatternNode) {
        switch node {
        case .empty: break
        case .set(let set): steps.append(.set(set))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { append(part) }
        case .choice(let parts): append(choice: parts)
        case .repetition(let part, let fromNone, let isEndless):
            let start = steps.count
            if fromNone { steps.append(.fork(0, 0)) }
            append(part)
            if isEndless { steps.append(fromNone ? .jump(start) : .fork(start, steps.count + 1)) }
            if fromNone { steps[start] = .fork(start + 1, steps.count) }
        }
    }

    private mutating func append(choice parts: [PatternNode]) {
        var jumps: [Int] = []
        for (index, part) in parts.enumerated() {
            guard index < parts.count - 1 else {
                append(part)
                break
            }
            let fork = steps.count
            steps.append(.fork(0, 0))
            append(part)
            jumps.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }
}

/// One search for a pattern in a text.
struct PatternRun {
    private let program: PatternProgram
    /// The steps that the next character is compared with, each once.
    private var current: [Int] = []
    private var next: [Int] = []
    /// For each step the number of the character at which it was reached last.
    private var reachedAt: [Int]
    private var pending: [Int] = []
    private var isFound = false

    init(_ program: PatternProgram) {
        self.program = program
        reachedAt = Array(repeating: -1, count: program.steps.count)
    }

    mutating func isFound(in text: String.UnicodeScalarView) -> Bool {
        var before: Unicode.Scalar?
        var index = text.startIndex
        var position = 0
        reach(0, at: position, before: nil, after: text.first)
        (current, next) = (next, [])
        while !isFound, index < text.endIndex {
            if current.isEmpty, program.startsAtTextStart { return false }
            let scalar = text[index]
            index = text.index(after: index)
            position += 1
            before = scalar
            let after = index < text.endIndex ? text[index] : nil
            for step in current {
                guard case .set(let set) = program.steps[step], set.contains(scalar) else { continue }
                reach(step + 1, at: position, before: before, after: after)
            }
            if !program.startsAtTextStart { reach(0, at: position, before: before, after: after) }
            swap(&current, &next)
            next.removeAll(keepingCapacity: true)
        }
        return isFound
    }

    /// Notes every step that waits for the next character and can be reached from one without it.
    private mutating func reach(_ start: Int, at position: Int, before: Unicode.Scalar?, after: Unicode.Scalar?) {
        pending.append(start)
        while let step = pending.popLast() {
            guard reachedAt[step] != position else { continue }
            reachedAt[step] = position
            switch program.steps[step] {
            case .set: next.append(step)
            case .assertion(let assertion):
                if assertion.holds(before: before, after: after) { pending.append(step + 1) }
            case .fork(let first, let second):
                pending.append(second)
                pending.append(first)
            case .jump(let target): pending.append(target)
            case .found: isFound = true
            }
        }
    }
}
