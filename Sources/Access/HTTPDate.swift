//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

extension Timestamp {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads an HTTP date such as `Thu, 17 Nov 2005 18:49:58 GMT` (RFC 9110, IMF-fixdate); the weekday doesn't count.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].last == ",", parts[1].utf8.count <= 2,
            let day = Int(parts[1]), let month = Self.months.firstIndex(of: String(parts[2])),
            parts[3].utf8.count == 4, parts[4].utf8.count == 8, parts[5] == "GMT"
        else { return nil }
        let twoDigits = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        self.init("\(parts[3])-\(twoDigits(month + 1))-\(twoDigits(day))T\(parts[4])Z")
    }
}
