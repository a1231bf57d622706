//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Whether one name comes before another when runs of digits count as numbers; nil when neither comes first.
package func isNaturallyOrdered(_ left: String, _ right: String) -> Bool? {
    var left = left.utf8[...]
    var right = right.utf8[...]
    while let first = left.first, let second = right.first {
        if isDigit(first), isDigit(second) {
            let one = takeNumber(from: &left)
            let other = takeNumber(from: &right)
            if one.count != other.count { return one.count < other.count }
            if !one.elementsEqual(other) { return one.lexicographicallyPrecedes(other) }
        } else {
            if first != second { return first < second }
            left.removeFirst()
            right.removeFirst()
        }
    }
    return left.isEmpty && right.isEmpty ? nil : left.isEmpty
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

/// Takes the digits at the start, without leading zeros.
private func takeNumber(from text: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = text.prefix(while: isDigit)
    text = text[digits.endIndex...]
    return digits.drop { $0 == 48 }
}
