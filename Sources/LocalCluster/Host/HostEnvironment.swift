//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc

/// What this process knows of itself.
package enum HostEnvironment {
    /// The value of an environment variable.
    package static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Whether this process may do everything.
    package static var isRoot: Bool { geteuid() == 0 }

    /// The absolute path of this process's own program.
    package static var ownProgram: String? {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        // The kernel says so when the file was replaced by a newer one since.
        let removed = " (deleted)"
        return path.hasSuffix(removed) ? String(path.dropLast(removed.count)) : path
    }
}
