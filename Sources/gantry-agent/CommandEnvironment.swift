//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The process's environment.
enum CommandEnvironment {
    static func value(of name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// All variables by name.
    static var all: [String: String] { ProcessInfo.processInfo.environment }
}
