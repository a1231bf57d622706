//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// What nodes have together, and what is taken of it.
struct Capacity: Sendable, Hashable {
    let cpus: Int
    let reservedCPUs: Double
    let memoryBytes: Int64
    let reservedMemoryBytes: Int64
    /// Zero while it isn't known.
    let diskBytes: Int64
    let diskFreeBytes: Int64

    init(_ nodes: [Host]) {
        cpus = nodes.map(\.cpus).reduce(0, +)
        // In thousandths, which add up without a rest.
        reservedCPUs = Double(nodes.map { Int(($0.reservedCPUs * 1_000).rounded()) }.reduce(0, +)) / 1_000
        memoryBytes = nodes.map(\.memoryBytes).reduce(0, +)
        reservedMemoryBytes = nodes.map(\.reservedMemoryBytes).reduce(0, +)
        diskBytes = nodes.compactMap(\.diskBytes).reduce(0, +)
        diskFreeBytes = nodes.compactMap(\.diskFreeBytes).reduce(0, +)
    }

    /// In a line.
    func html(_ page: PageRequest) -> HTML {
        let disk = diskBytes > 0 ? page(.diskOf(ByteCount.text(diskFreeBytes))) : ""
        return "\(page(.capacityOf(cpus, ByteCount.text(memoryBytes))))\(disk)"
    }

    /// What containers reserve, as large figures.
    func figures(_ page: PageRequest) -> [(number: HTML, name: String)] {
        let cores = reservedCPUs == reservedCPUs.rounded() ? String(Int(reservedCPUs)) : String(reservedCPUs)
        return [
            (Figure.part("\(cores)", of: "\(cpus)"), page(.cpusReserved)),
            (Self.bytes(reservedMemoryBytes, of: memoryBytes), page(.memoryReserved)),
            (diskBytes > 0 ? Self.bytes(diskFreeBytes, of: diskBytes) : "–", page(.diskFree)),
        ]
    }

    private static func bytes(_ part: Int64, of all: Int64) -> HTML {
        let texts = ByteCount.part(part, of: all)
        return Figure.part("\(texts.part)", of: "\(texts.all)")
    }
}

extension Host {
    /// Whether the engine's disk is nearly full, so that builds, pulls and logs fail soon.
    var isDiskShort: Bool {
        guard let diskBytes, let diskFreeBytes else { return false }
        return DiskSpace(totalBytes: diskBytes, freeBytes: diskFreeBytes).isShort
    }
}

extension Text {
    static let cpusReserved = Text("CPUs reserved", "已预留 CPU 核数")
    static let memoryReserved = Text("Memory reserved", "已预留内存")
    static let diskFree = Text("Disk free", "可用磁盘空间")
    static func capacityOf(_ cpus: Int, _ memory: String) -> Text {
        Text("\(cpus) \(cpus == 1 ? "CPU" : "CPUs"), \(memory) memory", "\(cpus) 核 CPU，\(memory) 内存")
    }
    static func diskOf(_ free: String) -> Text { Text(", \(free) disk free", "，\(free) 可用磁盘") }
    static func diskShort(_ free: String, _ all: String) -> Text {
        Text(
            "its disk is nearly full: \(free) of \(all) are free",
            "磁盘空间即将用尽：共 \(all)，仅剩 \(free)"
        )
    }
}
