//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Allows so many calls of a subject in each minute, and remembers so many subjects at most.
struct CallThrottle: Sendable {
    /// Most subjects that are remembered; when there are more, those of past minutes go, and then all.
    static let capacity = 10_000

    let limit: Int
    private var minute: Int64 = 0
    private var counts: [String: Int] = [:]

    /// How many subjects are remembered.
    var size: Int { counts.count }

    init(limit: Int) { self.limit = limit }

    /// Whether a further call is allowed now; doesn't count it.
    func allows(_ subject: String, now: Timestamp) -> Bool {
        minute != now.seconds / 60 || counts[subject, default: 0] < limit
    }

    /// Counts a call.
    mutating func count(_ subject: String, now: Timestamp) {
        if minute != now.seconds / 60 || counts.count >= Self.capacity {
            minute = now.seconds / 60
            counts = [:]
        }
        counts[subject, default: 0] += 1
    }

    /// Takes a counted call back.
    mutating func forgive(_ subject: String) {
        guard let count = counts[subject] else { return }
        counts[subject] = count > 1 ? count - 1 : nil
    }

    /// Seconds until calls are allowed again.
    static func wait(now: Timestamp) -> Int64 { 60 - now.seconds % 60 }
}
