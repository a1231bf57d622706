//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The form of a route's path: literal segments, `{name}` for one segment, and `{name*}` at the end for all the rest.
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
    package enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
        case rest(String)
    }

    package let segments: [Segment]
    package let description: String

    package init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .parameter(String(name))
        }
    }

    /// The values of the parameters, if the path has this form.
    ///
    /// One segment's value is percent-decoded; that of the rest is kept as it was sent.
    package func match(_ path: RequestPath) -> [String: String]? {
        var values: [String: String] = [:]
        for (index, segment) in segments.enumerated() {
            if case .rest(let name) = segment {
                values[name] = path.rawSegments[index...].joined(separator: "/")
                return values
            }
            guard index < path.segments.count else { return nil }
            switch segment {
            case .literal(let text):
                guard path.segments[index] == text else { return nil }
            case .parameter(let name):
                values[name] = path.segments[index]
            case .rest:
                break
            }
        }
        return segments.count == path.segments.count ? values : nil
    }

    /// Whether this form is tried before another: the one that is literal where they first differ.
    package func precedes(_ other: PathPattern) -> Bool {
        for (left, right) in zip(segments, other.segments) where left.rank != right.rank {
            return left.rank < right.rank
        }
        return segments.count > other.segments.count
    }
}

extension PathPattern.Segment {
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .parameter: 1
        case .rest: 2
        }
    }
}
