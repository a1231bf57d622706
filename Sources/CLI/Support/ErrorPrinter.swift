//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Glibc

/// Prints a failure the way every command does: `error: what: why; what to do`.
package enum ErrorPrinter {
    package static func print(_ error: any Error) {
        if let error = error as? APIErrorBody {
            for problem in error.problems ?? [] { fputs("\(problem.severity.rawValue): \(problem)\n", stderr) }
            fputs("error: \(error.message)\n", stderr)
        } else {
            fputs("error: \(error)\n", stderr)
        }
    }
}
