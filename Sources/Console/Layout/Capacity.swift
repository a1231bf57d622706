//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What nodes have together.
struct Capacity: Sendable, Hashable {
    /// Of the nodes that are ready.
    let cpus: Int
    let memoryBytes: Int64

    init(_ nodes: [Host]) {
        let ready = nodes.filter(\.healthy)
        cpus = ready.map(\.cpus).reduce(0, +)
        memoryBytes = ready.map(\.memoryBytes).reduce(0, +)
    }

    func html(_ page: PageRequest) -> HTML {
        "\(page(.capacityOf(cpus, ByteCount.text(memoryBytes))))"
    }
}

extension Text {
    static func capacityOf(_ cpus: Int, _ memory: String) -> Text {
        Text("\(cpus) \(cpus == 1 ? "CPU" : "CPUs"), \(memory) memory", "\(cpus) 核 CPU，\(memory) 内存")
    }
}
