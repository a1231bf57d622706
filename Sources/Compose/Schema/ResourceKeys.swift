//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// Limits of memory and CPU.

extension ServiceKey {
    private static let minimumMemory: Int64 = 4 << 20
    /// A thousand cores.
    private static let maximumMillis: Int64 = 1_000_000

    static let resource: [ServiceKey] = [
        ServiceKey("mem_limit") { field, draft in
            guard let bytes = memory(field) else { return }
            draft.spec.resources.memoryBytes = bytes
        },
        ServiceKey("memswap_limit") { field, draft in
            draft.spec.resources.memorySwapBytes = field.bytes(allowsUnlimited: true)
        },
        ServiceKey("mem_reservation", "memswap_reservation") { field, draft in
            draft.spec.resources.memoryReservationBytes = memory(field)
        },
        ServiceKey("kernel_memory") { field, draft in draft.spec.resources.kernelMemoryBytes = memory(field) },
        ServiceKey("shm_size") { field, draft in
            guard let bytes = field.bytes() else { return }
            guard bytes > 0 else {
                field.error("the size is 0", "write a size such as 64m, or remove the key")
                return
            }
            draft.spec.resources.shmBytes = bytes
        },
        ServiceKey("cpu_shares") { field, draft in
            // A hundred shares are one core, a limit and a reservation at once.
            guard let shares = field.integer(in: 0...Int(maximumMillis / 10)) else { return }
            draft.spec.resources.cpuMillis = Int64(shares) * 10
        },
        ServiceKey("cpus") { field, draft in
            guard let millis = field.thousandths(in: 0...maximumMillis) else { return }
            draft.spec.resources.cpuMillis = millis
        },
        ServiceKey("cpuset") { field, draft in
            draft.spec.resources.cpuSet = field.text("cores such as 0-2 or 0,3", where: isCPUSet)
        },
        ServiceKey("oom_kill_disable", "oom-kill-disable") { field, draft in
            draft.spec.resources.oomKillDisable = field.boolean() ?? false
        },
    ]

    private static func memory(_ field: Field) -> Int64? {
        guard let bytes = field.bytes() else { return nil }
        guard bytes == 0 || bytes >= minimumMemory else {
            field.error("\(bytes) bytes are less than the 4 MB a container needs", "write 4m or more, or a unit")
            return nil
        }
        return bytes
    }

    private static func isCPUSet(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { parseInteger($0) ?? -1 }
            return (1...2).contains(ends.count) && ends[0] >= 0 && ends[ends.count - 1] >= ends[0]
                && ends[ends.count - 1] < 10000
        }
    }

    /// How the limits go together, as the engine would judge it when it is too late.
    static func checkResources(_ draft: ServiceDraft) {
        let resources = draft.spec.resources
        if let swap = draft.fields["memswap_limit"], let bytes = resources.memorySwapBytes, bytes > 0 {
            if draft.fields["mem_limit"] == nil {
                swap.error("memory and swap are limited, but memory is not", "write mem_limit, too")
            } else if bytes < resources.memoryBytes {
                swap.error(
                    "memory and swap together are less than mem_limit",
                    "write at least the size of mem_limit: memswap_limit counts both"
                )
            }
        }
        if let place = draft.fields["mem_reservation"], let bytes = resources.memoryReservationBytes,
            resources.memoryBytes > 0, bytes > resources.memoryBytes
        {
            place.error("the reservation is greater than mem_limit", "write at most the size of mem_limit")
        }
        if let shares = draft.fields["cpu_shares"], draft.fields["cpus"] != nil {
            shares.error("cpu_shares and cpus both limit the CPU", "keep one of them; 100 shares are one core")
        }
    }
}
