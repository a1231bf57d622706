//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What a container uses at a moment, made of what its engine says.
///
/// Source: Docker Engine API 1.41, `GET /containers/{id}/stats`, which says how the CPU's part is calculated.
struct ContainerStatistics: Codable, Sendable, Hashable {
    var time: String
    /// Percent of one core.
    var cpu: Double
    /// Bytes, without what the kernel keeps of files and would give up.
    var memory: Int64
    var memoryLimit: Int64
    /// Bytes since the container's start.
    var received: Int64
    var sent: Int64
    var read: Int64
    var written: Int64
    var processes: Int64

    init(_ engine: JSONValue) {
        time = if case .string(let text)? = engine["read"] { text } else { "" }
        let (now, before) = (engine["cpu_stats"], engine["precpu_stats"])
        let used = Self.difference(now, before) { $0?["cpu_usage"]?["total_usage"] }
        let all = Self.difference(now, before) { $0?["system_cpu_usage"] }
        var cores = Self.number(now?["online_cpus"])
        if cores == 0, case .array(let each)? = now?["cpu_usage"]?["percpu_usage"] { cores = Double(each.count) }
        // The first moment has none before it.
        cpu = used > 0 && all > 0 && before?["system_cpu_usage"] != nil ? used / all * max(1, cores) * 100 : 0
        let memoryStats = engine["memory_stats"]
        let usage = Self.number(memoryStats?["usage"])
        let cache = memoryStats?["stats"]?["total_inactive_file"] ?? memoryStats?["stats"]?["inactive_file"]
        memory = Int64(max(0, usage - Self.number(cache)))
        memoryLimit = Int64(Self.number(memoryStats?["limit"]))
        var (received, sent) = (0.0, 0.0)
        if case .object(let networks)? = engine["networks"] {
            for network in networks.values {
                received += Self.number(network["rx_bytes"])
                sent += Self.number(network["tx_bytes"])
            }
        }
        (self.received, self.sent) = (Int64(received), Int64(sent))
        var (read, written) = (0.0, 0.0)
        if case .array(let blocks)? = engine["blkio_stats"]?["io_service_bytes_recursive"] {
            for block in blocks {
                guard case .string(let kind)? = block["op"] else { continue }
                if kind.lowercased() == "read" { read += Self.number(block["value"]) }
                if kind.lowercased() == "write" { written += Self.number(block["value"]) }
            }
        }
        (self.read, self.written) = (Int64(read), Int64(written))
        processes = Int64(Self.number(engine["pids_stats"]?["current"]))
    }

    private static func difference(
        _ now: JSONValue?,
        _ before: JSONValue?,
        _ value: (JSONValue?) -> JSONValue?
    ) -> Double {
        number(value(now)) - number(value(before))
    }

    /// The number, within what fits everywhere; 0 for anything else.
    private static func number(_ value: JSONValue?) -> Double {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): min(max(number, -0x1p62), 0x1p62)
        default: 0
        }
    }
}
