//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

@preconcurrency import Glibc

/// Writes to standard output.
package enum StandardOutput {
    /// Lets each line go out at once, into a pipe too: `gantry app logs -f … | grep …` would wait for some 100 lines.
    package static func flushLines() { setvbuf(stdout, nil, _IOLBF, 0) }
}
