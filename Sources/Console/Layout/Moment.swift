//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A time as people read it.
enum Moment {
    /// - Parameter time: RFC 3339, in UTC.
    /// - Returns: The time to the second; the same text for what is none.
    static func html(_ time: String) -> HTML {
        guard !time.isEmpty else { return "–" }
        return "<time datetime=\"\(time)\" class=\"numbers\">\(text(time))</time>"
    }

    /// Such as `2026-01-31 12:00:00 UTC`.
    static func text(_ time: String) -> String {
        guard time.count >= 20, time.hasSuffix("Z"), let date = time.split(separator: "T").first else { return time }
        return "\(date) \(time.dropFirst(date.count + 1).prefix(8)) UTC"
    }

    /// The day alone.
    static func day(_ time: String) -> String { String(time.prefix { $0 != "T" }) }

    /// Whole days until a time; nil for what is none.
    static func days(until time: String, now: Timestamp) -> Int? {
        guard let end = Timestamp(time) else { return nil }
        return Int((end.seconds - now.seconds) / 86_400)
    }
}

/// A number of bytes as people read it.
enum ByteCount {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

    static func text(_ bytes: Int64) -> String {
        let unit = unit(of: bytes)
        return "\(number(bytes, in: unit)) \(units[unit])"
    }

    /// Some of all, both in the unit that suits all: `204.1` and `755.9 GiB`.
    static func part(_ bytes: Int64, of all: Int64) -> (part: String, all: String) {
        (number(bytes, in: unit(of: all)), text(all))
    }

    private static func unit(of bytes: Int64) -> Int {
        var (value, unit) = (Double(bytes), 0)
        while value >= 1_024, unit < units.count - 1 { (value, unit) = (value / 1_024, unit + 1) }
        return unit
    }

    private static func number(_ bytes: Int64, in unit: Int) -> String {
        let tenths = Int64((Double(bytes) / Double(Int64(1) << (10 * Int64(unit))) * 10).rounded())
        return tenths % 10 == 0 || unit == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
