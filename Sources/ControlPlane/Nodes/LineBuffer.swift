//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Cuts a stream of bytes into lines, however the parts fall.
struct LineBuffer: Sendable {
    /// A line longer than this is cut in pieces, so that a peer can't fill the memory.
    static let lineLimit = 16 << 20

    private var rest: [UInt8] = []

    /// The lines that are complete with this part, without their line feeds; empty ones are left out.
    mutating func take(_ part: some Collection<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in part {
            if byte == 10 || rest.count >= Self.lineLimit {
                if !rest.isEmpty { lines.append(rest) }
                rest = []
                if byte == 10 { continue }
            }
            rest.append(byte)
        }
        return lines
    }
}
