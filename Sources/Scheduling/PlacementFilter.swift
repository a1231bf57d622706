//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A condition that a node must meet to take a container.
///
/// A filter finds out and explains in one place: what it returns is cheap until it is put into words, so that a
/// thousand nodes can be passed over without a word.
enum PlacementFilter: CaseIterable {
    /// The node is there and may take work.
    case health
    /// What the container reserves is free.
    case resources
    /// The node's ports that the container needs are free.
    case ports
    /// The node has as many GPUs left as the container needs.
    case gpus
    /// The node may have another container.
    case slots

    static let all = allCases
    /// Those whose answer changes while containers come and go.
    static let changing: [PlacementFilter] = [.resources, .ports, .gpus, .slots]

    /// Those for a container that stays on its node.
    static let staying: [PlacementFilter] = [.health, .resources, .ports, .gpus]

    /// Whether it can object to a container of the kind at all.
    func concerns(_ container: ContainerReservation) -> Bool {
        switch self {
        case .health, .slots: true
        case .resources: container.memoryBytes > 0 || container.cpuMillis > 0
        case .ports: !container.ports.isEmpty
        case .gpus: container.gpus > 0
        }
    }

    /// Everything that speaks against the node at a position; empty when nothing does.
    ///
    /// It takes the position, not the node: copying a thousand nodes would cost more than looking at them.
    func objections(at position: Int, for request: PlacementRequest, in view: ClusterView) -> [Objection] {
        guard concerns(request.container) else { return [] }
        switch self {
        case .health:
            let condition = view.nodes[position].condition
            return condition == .ready ? [] : [.condition(condition)]
        case .resources:
            let container = request.container
            // What the container has already on the node that it stays on is its own to use.
            let own = request.current == nil ? nil : view.nodes[position].containers[container.name]
            let memory = Objection.Amount(
                needed: container.memoryBytes,
                taken: view.nodes[position].reservedMemoryBytes - (own?.memoryBytes ?? 0),
                capacity: view.nodes[position].memoryBytes,
                overcommitPercent: view.overcommitPercent
            )
            let cpu = Objection.Amount(
                needed: container.cpuMillis,
                taken: view.nodes[position].reservedCPUMillis - (own?.cpuMillis ?? 0),
                capacity: view.nodes[position].cpuMillis,
                overcommitPercent: view.overcommitPercent
            )
            if memory.isEnough, cpu.isEnough { return [] }
            return (memory.isEnough ? [] : [.memory(memory)]) + (cpu.isEnough ? [] : [.cpu(cpu)])
        case .ports:
            let container = request.container
            return container.ports.compactMap { key in
                view.nodes[position].holder(of: key, except: container.name).map { .port(key, holder: $0) }
            }
        case .gpus:
            let needed = request.container.gpus
            let own = request.current == nil ? nil : view.nodes[position].containers[request.container.name]
            let total = view.nodes[position].gpus
            let free = max(0, total - view.nodes[position].reservedGPUs + (own?.gpus ?? 0))
            return needed <= free ? [] : [.gpus(needed: needed, free: free, total: total)]
        case .slots:
            guard let slots = view.nodes[position].slots, view.nodes[position].containers.count >= slots else {
                return []
            }
            return [.slots(slots)]
        }
    }
}

/// What speaks against a node; put into words only where a person reads it.
enum Objection {
    case condition(NodeCondition)
    case memory(Amount)
    case cpu(Amount)
    case port(PortKey, holder: String)
    case gpus(needed: Int, free: Int, total: Int)
    case slots(Int)
    case rule(PlacementRule, NodeView)
    /// The nodes that could take the container are in too few zones, which are named.
    case zones(ZoneSpread, found: [String])

    /// What is needed of something that a node has so much of.
    struct Amount {
        let needed: Int64
        let taken: Int64
        let capacity: Int64
        let overcommitPercent: Int64

        var limit: Int64 { capacity + capacity * overcommitPercent / 100 }
        var free: Int64 { max(0, limit - taken) }
        var isEnough: Bool { needed == 0 || needed <= free }
    }
}

extension Objection: CustomStringConvertible {
    var description: String {
        switch self {
        case .condition(let condition): condition.obstacle ?? "is ready"
        case .memory(let amount): explain(amount, of: "memory", Self.mebibytes)
        case .cpu(let amount): explain(amount, of: "CPU", Self.cores)
        case .port(let key, let holder): "has port \(key) taken by \(holder)"
        case .gpus(_, _, total: 0): "has no GPU"
        case .gpus(let needed, let free, let total): "has too few GPUs: needs \(needed), \(free) of \(total) is free"
        case .slots(let slots): "has as many containers as its label containerslots allows (\(slots))"
        case .rule(let rule, let node): rule.objection(to: node)
        case .zones(let spread, let found):
            "could take it, but \(spread) needs \(spread.minimum) zone\(spread.minimum == 1 ? "" : "s") with room, and there "
                + (found.count == 1 ? "is 1" : "are \(found.count)")
                + (found.isEmpty ? "" : ": " + found.joined(separator: ", "))
        }
    }

    private func explain(_ amount: Amount, of what: String, _ text: (Int64) -> String) -> String {
        let overcommit = amount.overcommitPercent == 0 ? "" : ", \(amount.overcommitPercent) % overcommit included"
        return "has too little \(what): needs \(text(amount.needed)), \(text(amount.free)) of "
            + "\(text(amount.limit)) is free\(overcommit)"
    }

    /// Bytes in MiB with at most one decimal.
    static func mebibytes(_ bytes: Int64) -> String {
        decimal(thousandths: bytes / 1_048_576 * 1_000 + bytes % 1_048_576 * 10 / 1_048_576 * 100) + " MiB"
    }

    static func cores(_ millis: Int64) -> String {
        decimal(thousandths: millis) + (millis == 1_000 ? " core" : " cores")
    }

    private static func decimal(thousandths: Int64) -> String {
        var fraction = Substring(String(1_000 + thousandths % 1_000).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return String(thousandths / 1_000) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
