//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import LocalCluster
import Model

/// Prints a failure the way every command does: `error: what: why; what to do`.
package enum ErrorPrinter {
    /// Whether an error is one that explains itself, and not one of the argument parser's.
    package static func isOurs(_ error: any Error) -> Bool {
        error is APIErrorBody || error is CLIError || error is APIClientError || error is LocalClusterError
    }

    package static func print(_ error: any Error) {
        if let error = error as? APIErrorBody {
            for problem in error.problems ?? [] { StandardError.write("\(problem.severity.rawValue): \(problem)\n") }
            StandardError.write("error: \(error.message)\n")
        } else {
            StandardError.write("error: \(error)\n")
        }
    }
}
