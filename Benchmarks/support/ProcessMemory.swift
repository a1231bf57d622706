//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

package enum ProcessMemory {
    /// What of a process is in memory (`VmRSS` of proc(5)), in KiB.
    ///
    /// - Parameter process: Its ID; nil for this one.
    /// - Returns: The size.
    /// - Throws: `BenchmarkError` when there is no such process.
    package static func resident(of process: Int? = nil) throws -> Int64 {
        let path = "/proc/\(process.map { String($0) } ?? "self")/status"
        guard let file = fopen(path, "r") else { throw BenchmarkError("\(path): can't be read") }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8_192)
        let count = fread(&buffer, 1, buffer.count, file)
        for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.first == "VmRSS:", words.count > 1, let value = Int64(words[1]) { return value }
        }
        throw BenchmarkError("\(path): has no VmRSS")
    }
}
