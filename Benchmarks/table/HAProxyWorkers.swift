//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

/// The workers of a HAProxy, as its master names them.
struct HAProxyWorkers {
    let masterSocket: String

    /// The process IDs of those with the present configuration, and of those before.
    func list() throws -> (present: [Int], former: [Int]) {
        var socket = try UnixSocket(connectedTo: masterSocket)
        defer { socket.end() }
        try socket.send(Array("show proc;quit\n".utf8))
        var lists: [[Int]] = [[], []]
        var position = 0
        while let line = try socket.readLine() {
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix("# old workers") { position = 1 }
            let words = text.split(separator: " ")
            if words.count > 1, words[1] == "worker", let process = Int(words[0]) { lists[position].append(process) }
        }
        return (lists[0], lists[1])
    }

    /// What a process has in memory, in KiB.
    static func memory(of process: Int) throws -> Int64 {
        guard let file = fopen("/proc/\(process)/status", "r") else {
            throw BenchmarkError("/proc/\(process)/status: can't be read")
        }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 8_192)
        let count = fread(&buffer, 1, buffer.count, file)
        for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.first == "VmRSS:", words.count > 1, let value = Int64(words[1]) { return value }
        }
        throw BenchmarkError("/proc/\(process)/status: has no VmRSS")
    }
}
