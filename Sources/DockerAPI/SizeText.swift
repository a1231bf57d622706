//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Sizes as Docker's programs write them.
enum SizeText {
    /// With four digits at most: `20 MiB`, `2.057 GiB`.
    static func binary(_ bytes: Int64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = Double(max(0, bytes))
        var unit = 0
        while value >= 1_024, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        return "\(digits(value)) \(units[unit])"
    }

    private static func digits(_ value: Double) -> String {
        let places = value >= 1_000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3
        let scale = [1.0, 10, 100, 1_000][places]
        let scaled = Int64((value * scale).rounded())
        guard places > 0 else { return String(scaled) }
        let fraction = String(Int64(scale) + scaled % Int64(scale)).dropFirst()
        let end = fraction.lastIndex { $0 != "0" }
        let whole = scaled / Int64(scale)
        return end.map { "\(whole).\(fraction[...$0])" } ?? String(whole)
    }
}
