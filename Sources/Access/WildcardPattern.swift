//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A text in which each `*` stands for any characters, or none.
struct WildcardPattern: Sendable, Hashable {
    let text: String
    private let bytes: [UInt8]

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Whether all of a text fits; takes time of the product of both lengths at most.
    func matches(_ candidate: some StringProtocol) -> Bool {
        let candidate = Array(candidate.utf8)
        var (index, place) = (0, 0)
        // Where the last star is, and up to where it reaches so far.
        var star: Int?
        var reach = 0
        while place < candidate.count {
            if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
                star = index
                reach = place
                index += 1
            } else if index < bytes.count, bytes[index] == candidate[place] {
                index += 1
                place += 1
            } else if let last = star {
                reach += 1
                (index, place) = (last + 1, reach)
            } else {
                return false
            }
        }
        return bytes[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
