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
    static let maximumMillis: Int64 = 1_000_000

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
            if let millis = millis(field) { draft.spec.resources.cpuMillis = millis }
        },
        ServiceKey("cpu_quota") { field, draft in
            // Microseconds of CPU time in each period; -1 and 0 are no limit.
            guard let quota = field.integer(in: -1...Int(Int32.max)), quota > 0 else { return }
            draft.cpuQuota = Placed(quota, field)
        },
        ServiceKey("cpu_period") { field, draft in
            draft.cpuPeriod = Placed(field.integer(in: 1000...1_000_000), field)
        },
        ServiceKey("pids_limit") { field, draft in draft.spec.resources.pidsLimit = pids(field) },
        ServiceKey("oom_score_adj") { field, draft in
            draft.spec.resources.oomScoreAdjustment = field.integer(in: -1000...1000)
        },
        ServiceKey("mem_swappiness") { field, draft in
            draft.spec.resources.memorySwappiness = field.integer(in: 0...100)
        },
        ServiceKey("gpus") { field, draft in
            guard case .scalar = field.value.content else {
                return DeviceRequest.read(field, capabilities: ["gpu"], into: &draft)
            }
            guard field.text("a number of GPUs") != "all" else {
                field.error("nodes have different numbers of GPUs, and \"all\" can't be reserved", "write a number")
                return
            }
            guard let count = field.integer(in: 0...GPULabel.maximum) else { return }
            draft.spec.resources.gpus += count
            if count > 0 { draft.gpuPlaces.append(field) }
        },
        ServiceKey("cpuset") { field, draft in
            draft.spec.resources.cpuSet = field.text("cores such as 0-2 or 0,3", where: isCPUSet)
        },
        ServiceKey("oom_kill_disable", "oom-kill-disable") { field, draft in
            draft.spec.resources.oomKillDisable = field.boolean() ?? false
        },
    ]

    /// Thousandths of a core.
    static func millis(_ field: Field) -> Int64? { field.thousandths(in: 0...maximumMillis) }

    /// A number of processes; 0 and -1 are no limit.
    static func pids(_ field: Field) -> Int64? {
        field.integer(in: -1...4_194_304).map { $0 == 0 ? -1 : Int64($0) }
    }

    static func memory(_ field: Field) -> Int64? {
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

    /// Puts `cpu_quota` and `cpu_period` together; the period is a tenth of a second unless it is given.
    static func settleQuota(_ draft: inout ServiceDraft) {
        if let period = draft.cpuPeriod, draft.cpuQuota == nil, draft.fields["cpu_quota"] == nil {
            period.field.warning("this key has no effect without cpu_quota", "write cpus, or remove the key")
        }
        guard let quota = draft.cpuQuota else { return }
        if let other = ["cpus", "cpu_shares"].first(where: { draft.fields[$0] != nil }) {
            quota.field.error("cpu_quota and \(other) both limit the CPU", "keep one of them")
        }
        let millis = Int64(quota.value) * 1000 / Int64(draft.cpuPeriod?.value ?? 100_000)
        guard (1...maximumMillis).contains(millis) else {
            quota.field.error("the quota is \(millis) thousandths of a core", "write a quota that fits the period")
            return
        }
        draft.spec.resources.cpuMillis = millis
    }

    /// How the limits go together, as the engine would judge it when it is too late.
    static func checkResources(_ draft: ServiceDraft) {
        let resources = draft.spec.resources
        if let swap = draft.fields["memswap_limit"], let bytes = resources.memorySwapBytes, bytes > 0 {
            if draft.fields["mem_limit"] == nil, draft.deploy.memoryLimit == nil {
                swap.error("memory and swap are limited, but memory is not", "write mem_limit, too")
            } else if bytes < resources.memoryBytes {
                swap.error(
                    "memory and swap together are less than mem_limit",
                    "write at least the size of mem_limit: memswap_limit counts both"
                )
            }
        }
        if let place = draft.fields["mem_reservation"] ?? draft.deploy.memoryReservation?.field,
            let bytes = resources.memoryReservationBytes,
            resources.memoryBytes > 0, bytes > resources.memoryBytes
        {
            place.error("the reservation is greater than mem_limit", "write at most the size of mem_limit")
        }
        if let shares = draft.fields["cpu_shares"], draft.fields["cpus"] != nil {
            shares.error("cpu_shares and cpus both limit the CPU", "keep one of them; 100 shares are one core")
        }
    }
}
