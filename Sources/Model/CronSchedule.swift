//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Times of a schedule with seconds: `second minute hour day month weekday`.
///
/// Each field is `*`, `?`, a number, a range `a-b`, a list of those with commas, each with a step `/n` perhaps. A day
/// counts when both its fields say so, or, when both are restricted, when one of them does, as in crontab(5).
package struct CronSchedule: Codable, Hashable, Sendable {
    package enum Field: Int, CaseIterable, Sendable {
        case second
        case minute
        case hour
        case day
        case month
        /// 0 and 7 are Sunday.
        case weekday

        package var name: String {
            switch self {
            case .second: "second"
            case .minute: "minute"
            case .hour: "hour"
            case .day: "day of the month"
            case .month: "month"
            case .weekday: "day of the week"
            }
        }

        package var range: ClosedRange<Int> {
            switch self {
            case .second, .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            case .weekday: 0...7
            }
        }
    }

    /// What is wrong with a text: the field, or nil when their number is.
    package struct SyntaxError: Error, Hashable {
        package var field: Field?
        package var text: String
    }

    /// As written.
    package let text: String
    /// The numbers that each field takes, as bits, in the order of `Field`.
    private let bits: [UInt64]

    package init(_ text: String) throws(SyntaxError) {
        let parts = text.split { $0 == " " || $0 == "\t" }
        guard parts.count == Field.allCases.count else { throw SyntaxError(field: nil, text: text) }
        var bits: [UInt64] = []
        for field in Field.allCases {
            let part = parts[field.rawValue]
            guard let set = Self.bits(of: part, field) else { throw SyntaxError(field: field, text: String(part)) }
            bits.append(set)
        }
        self.text = text
        self.bits = bits
    }

    /// Whether a field takes a number; a Sunday is 0.
    package func contains(_ number: Int, _ field: Field) -> Bool {
        field.range.contains(number) && bits[field.rawValue] & (1 << UInt64(number)) != 0
    }

    /// Whether a field takes everything, so that it restricts nothing.
    package func isOpen(_ field: Field) -> Bool { field.range.allSatisfy { contains($0, field) } }

    private static func bits(of part: Substring, _ field: Field) -> UInt64? {
        var bits: UInt64 = 0
        for item in part.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = item.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(halves.count), var range = range(halves[0], field) else { return nil }
            var step = 1
            if halves.count == 2 {
                guard let number = number(halves[1]), number > 0 else { return nil }
                step = number
                // As usual, a start with a step goes on to the end: 5/15.
                if !halves[0].contains("-") { range = range.lowerBound...field.range.upperBound }
            }
            for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
                bits |= 1 << UInt64(number)
            }
        }
        if field == .weekday {
            // Sunday has two numbers.
            if bits & (1 << 7) != 0 { bits |= 1 }
            if bits & 1 != 0 { bits |= 1 << 7 }
        }
        return bits
    }

    private static func range(_ text: Substring, _ field: Field) -> ClosedRange<Int>? {
        if text == "*" || text == "?" { return field.range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(number)
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last,
            field.range.contains(first), field.range.contains(last)
        else { return nil }
        return first...last
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}

extension CronSchedule {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(SyntaxError) {
            self = try CronSchedule(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no schedule")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
