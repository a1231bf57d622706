//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Testing

@testable import Console

@Suite struct ContainerStatisticsTests {
    private func statistics(_ json: String) throws -> ContainerStatistics {
        ContainerStatistics(try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)))
    }

    @Test func partsAreOfOneCore() throws {
        let found = try statistics(
            """
            {"read":"2026-01-01T00:00:00Z",
             "cpu_stats":{"cpu_usage":{"total_usage":300},"system_cpu_usage":2000,"online_cpus":4},
             "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":1000},
             "memory_stats":{"usage":1000,"limit":4000,"stats":{"total_inactive_file":200}},
             "networks":{"eth0":{"rx_bytes":1,"tx_bytes":2},"eth1":{"rx_bytes":10,"tx_bytes":20}},
             "blkio_stats":{"io_service_bytes_recursive":[{"op":"Read","value":5},{"op":"write","value":7}]},
             "pids_stats":{"current":3}}
            """
        )
        #expect(found.cpu == 80)
        #expect(found.memory == 800)
        #expect(found.memoryLimit == 4000)
        #expect([found.received, found.sent, found.read, found.written, found.processes] == [11, 22, 5, 7, 3])
    }

    @Test func theFirstMomentAndOneThatStoppedUseNothing() throws {
        let first = try statistics(
            #"{"cpu_stats":{"cpu_usage":{"total_usage":300},"system_cpu_usage":2000},"precpu_stats":{}}"#
        )
        #expect(first.cpu == 0)
        #expect(try statistics("{}").memory == 0)
        // No cgroup limit is the largest number there is.
        #expect(try statistics(#"{"memory_stats":{"limit":18446744073709551615}}"#).memoryLimit > 0)
    }
}
