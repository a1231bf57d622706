//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension Field {
    /// True or false, in the words of YAML 1.1.
    func boolean() -> Bool? {
        guard let text = text("true or false") else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            refuse(text, "true or false")
            return nil
        }
    }

    /// A whole number within bounds.
    func integer(in range: ClosedRange<Int>) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = text(expected) else { return nil }
        guard let number = parseInteger(text), range.contains(number) else {
            refuse(text, expected)
            return nil
        }
        return number
    }

    /// A size in bytes, such as `512m`, `1.5gb` or `1048576`; -1 where that means unlimited.
    func bytes(allowsUnlimited: Bool = false) -> Int64? {
        let expected = "a size such as 512m, 1.5g or a number of bytes" + (allowsUnlimited ? ", or -1" : "")
        guard let text = text(expected) else { return nil }
        if allowsUnlimited, text == "-1" { return -1 }
        guard let bytes = parseBytes(text) else {
            refuse(text, expected)
            return nil
        }
        return bytes
    }

    /// A duration in whole seconds, rounded up: `1m30s`, `500ms`, or a plain number of seconds.
    func seconds() -> Int? { milliseconds().map { ($0 + 999) / 1000 } }

    /// A duration in whole milliseconds, of a day at most: `1m30s`, `500ms`, or a plain number of seconds.
    func milliseconds() -> Int? {
        let expected = "a duration such as 10s or 1m30s"
        guard let text = text(expected) else { return nil }
        guard let milliseconds = parseMilliseconds(text) else {
            refuse(text, expected)
            return nil
        }
        return milliseconds
    }

    /// Thousandths, from a decimal number with up to three places.
    func thousandths(in range: ClosedRange<Int64>) -> Int64? {
        let expected = "a number such as 0.5 or 2"
        guard let text = text(expected) else { return nil }
        guard let number = parseDecimal(text, scale: 1000), range.contains(number) else {
            refuse(text, expected)
            return nil
        }
        return number
    }
}

/// A whole number as people write it: digits, a minus perhaps, no underscores, no other bases.
func parseInteger(_ text: some StringProtocol) -> Int? {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
}

/// A decimal number times a scale, rounded down; nil when it isn't one, is negative or doesn't fit.
private func parseDecimal(_ text: some StringProtocol, scale: Int64) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ parseInteger($0) }), whole >= 0 else { return nil }
    let (scaled, overflow) = Int64(whole).multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return scaled }
    guard (1...9).contains(parts[1].utf8.count), let fraction = parseInteger(parts[1]), fraction >= 0 else {
        return nil
    }
    var divisor: Int64 = 1
    for _ in parts[1].utf8 { divisor *= 10 }
    let (product, fractionOverflow) = Int64(fraction).multipliedReportingOverflow(by: scale)
    guard !fractionOverflow else { return nil }
    let (sum, sumOverflow) = scaled.addingReportingOverflow(product / divisor)
    return sumOverflow ? nil : sum
}

private func parseBytes(_ text: String) -> Int64? {
    let units: [String: Int64] = [
        "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "m": 1 << 20, "mb": 1 << 20,
        "g": 1 << 30, "gb": 1 << 30, "t": 1 << 40, "tb": 1 << 40,
    ]
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text[number.endIndex...].drop { $0 == " " }
    guard unit.utf8.count <= 2, let scale = units[unit.lowercased()] else { return nil }
    return parseDecimal(number, scale: scale)
}

private func parseMilliseconds(_ text: String) -> Int? {
    let milliseconds: [String: Int64] = ["h": 3_600_000, "m": 60000, "s": 1000, "ms": 1, "us": 0, "ns": 0]
    if let seconds = parseInteger(text) { return (0...86400).contains(seconds) ? seconds * 1000 : nil }
    var rest = text[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest[number.endIndex...]
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest[unit.endIndex...]
        guard let scale = milliseconds[String(unit)], let part = parseDecimal(number, scale: scale),
            part <= 86_400_000
        else { return nil }
        total += part
        guard total <= 86_400_000 else { return nil }
    }
    return Int(total)
}
