//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A setting of a proxy, or of a service behind it, that can't be used.
package struct ProxySettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `thing: why; what to do`.
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Names a setting and begins its value, which may be long and may have anything in it.
    static func shown(_ text: String) -> String {
        let printable = text.unicodeScalars.prefix(60).map { scalar -> String in
            SettingText.hasControlCharacters(String(scalar)) ? "?" : String(scalar)
        }
        return "'" + printable.joined() + (text.unicodeScalars.count > 60 ? "…'" : "'")
    }
}
