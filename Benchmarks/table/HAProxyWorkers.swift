//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

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
}
