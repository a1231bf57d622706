//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// Makes lines of the parts in which a stream comes.
final class LineSplitter: Sendable {
    /// Longest line that is kept together (1 MiB); more of it is left out.
    private static let limit = 1 << 20

    private let rest = Mutex<[UInt8]>([])

    /// The lines that are whole with this part, without their ends; empty ones are left out.
    func take(_ part: [UInt8]) -> [[UInt8]] {
        rest.withLock { rest in
            var lines: [[UInt8]] = []
            for byte in part {
                if byte == UInt8(ascii: "\n") {
                    if !rest.isEmpty { lines.append(rest) }
                    rest = []
                } else if rest.count < Self.limit {
                    rest.append(byte)
                }
            }
            return lines
        }
    }
}
