//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import CLI
import Glibc

/// The server's settings in the environment, `GANTRY_…`.
enum ServerEnvironment {
    /// The value; nil when it isn't set or empty.
    static func text(_ name: String) -> String? {
        Environment.variables["GANTRY_" + name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The values, which commas separate.
    static func list(_ name: String) -> [String] {
        (text(name) ?? "").split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The machine's name.
    static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
