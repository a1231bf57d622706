//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

enum ProcessMemory {
    /// What of the process is in memory (`VmRSS` of proc(5)).
    static func residentKibibytes() throws -> Int64 {
        guard let file = fopen("/proc/self/status", "r") else {
            throw BenchmarkError("/proc/self/status: can't be read")
        }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8_192)
        let count = fread(&buffer, 1, buffer.count, file)
        for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.first == "VmRSS:", words.count > 1, let value = Int64(words[1]) { return value }
        }
        throw BenchmarkError("/proc/self/status: has no VmRSS")
    }
}
