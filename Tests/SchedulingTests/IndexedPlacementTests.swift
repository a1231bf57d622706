//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

/// What is remembered for the next question must say the same as a look at everything.
@Suite struct IndexedPlacementTests {
    /// A rule as it is written, and a plain way to find out whether a node meets it.
    private struct Rule: Sendable {
        let line: String
        let isMet: @Sendable (NodeView) -> Bool
        var isSoft: Bool { line.contains("=~") }

        init(_ line: String, _ isMet: @escaping @Sendable (NodeView) -> Bool) {
            self.line = line
            self.isMet = isMet
        }
    }

    private static let rules = [
        Rule("constraint:group==a") { $0.labels["group"] == "a" },
        Rule("constraint:group!=~b") { $0.labels["group"] != "b" },
        Rule("affinity:tier!=back") { !$0.containers.values.contains { $0.labels["tier"] == "back" } },
        Rule("affinity:tier==~/^fr/") { $0.containers.values.contains { $0.labels["tier"] == "front" } },
        Rule("affinity:service!=~s1") { !$0.containers.values.contains { $0.service?.service == "s1" } },
    ]

    /// One that has a place, or asks for it.
    private struct Change {
        let container: ContainerReservation
        let rules: [Rule]

        init(number: Int, using generator: inout SeededGenerator) {
            let service = Int.random(in: 0..<6, using: &generator)
            container = .sample(
                ServiceName("s\(service)"),
                number,
                cpuMillis: [0, 100][service % 2],
                mebibytes: [16, 64, 200][service % 3],
                ports: service == 5 ? [PortKey(ContainerPort(80))] : [],
                labels: ["tier": ["back", "front", ""][Int.random(in: 0..<3, using: &generator)]],
                gpus: service == 4 ? 1 : 0
            )
            rules = IndexedPlacementTests.rules.enumerated().filter { (service + 1) >> ($0.offset % 3) & 1 == 1 }.map(
                \.element
            )
        }

        func request(_ zones: ZoneSpread?) throws -> PlacementRequest {
            var spec = PlacementSpec()
            for rule in rules {
                let parts = rule.line.split(separator: ":").map(String.init)
                let expression = try PlacementExpression(parsing: parts[1])
                if parts[0] == "constraint" { spec.constraints.append(expression) }
                if parts[0] == "affinity" { spec.affinities.append(expression) }
            }
            spec.zones = zones
            return PlacementRequest(container: container, rules: PlacementRules(spec, application: "app"))
        }

        /// The best node as a look at each finds it; nil when none can take the container.
        func best(in view: ClusterView, _ zones: ZoneSpread?) -> NodeID? {
            let service = container.service
            func count(_ nodes: [NodeView]) -> Int {
                nodes.reduce(0) { $0 + $1.containers.values.count { $0.service == service } }
            }
            let taken = Set(view.nodes.filter { count([$0]) > 0 }.map(\.zone)).subtracting([""])
            let demand = zones.flatMap { taken.count < $0.minimum ? $0 : nil }
            var able = view.nodes.filter { node in
                let limit = node.memoryBytes * 105 / 100
                return node.condition == .ready && node.reservedMemoryBytes + container.memoryBytes <= limit
                    && node.reservedCPUMillis + container.cpuMillis <= node.cpuMillis * 105 / 100
                    && container.ports.allSatisfy { node.holder(of: $0, except: container.name) == nil }
                    && node.reservedGPUs + container.gpus <= max(node.gpus, container.gpus == 0 ? .max : 0)
                    && rules.allSatisfy { $0.isSoft || $0.isMet(node) }
            }
            func isNew(_ node: NodeView) -> Bool { !node.zone.isEmpty && !taken.contains(node.zone) }
            if let demand, !demand.isSoft {
                guard taken.union(able.map(\.zone)).subtracting([""]).count >= demand.minimum else { return nil }
                able = able.filter(isNew)
            }
            func rank(_ node: NodeView) -> [Double] {
                let wishes =
                    rules.count { $0.isSoft && $0.isMet(node) } + (demand?.isSoft == true && isNew(node) ? 1 : 0)
                let share =
                    Double(node.reservedCPUMillis + container.cpuMillis) / Double(node.cpuMillis)
                    + Double(node.reservedMemoryBytes + container.memoryBytes) / Double(node.memoryBytes)
                let total = Double(node.containers.count)
                if view.strategy == .binpack { return [-Double(wishes), -share, -total] }
                let inZone = count(view.nodes.filter { $0.zone == node.zone })
                return [-Double(wishes), Double(count([node])), Double(inZone), share, total]
            }
            // The first of several smallest is kept, and the nodes are in the order of their names.
            return able.map { ($0.id, rank($0)) }.min { $0.1.lexicographicallyPrecedes($1.1) }?.0
        }
    }

    @Test(arguments: PlacementStrategy.allCases, [UInt64](1...6))
    func itSaysTheSameAsALookAtEverything(strategy: PlacementStrategy, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let nodes = (1...24).map { number in
            NodeView.sample(
                "n\(number)",
                zone: ["", "x", "y", "z"][number % 4],
                labels: ["group": ["a", "b"][number % 2]],
                condition: number == 7 ? .drained : .ready,
                gpus: number % 3
            )
        }
        var view = ClusterView(nodes: nodes, strategy: strategy)
        var present: [(container: ContainerReservation, node: NodeID)] = []
        var refused = 0
        for number in 1...300 {
            if let index = present.indices.randomElement(using: &generator), number % 3 == 0 {
                let (container, node) = present.remove(at: index)
                view.remove(container.name, on: node)
            }
            let change = Change(number: number, using: &generator)
            let zones = [nil, ZoneSpread(minimum: 2), ZoneSpread(minimum: 3, isSoft: true)].randomElement(
                using: &generator
            )
            let request = try change.request(zones ?? nil)
            var fresh = ClusterView(nodes: nodes, strategy: strategy)
            for (container, node) in present { fresh.add(container, on: node) }
            let placement = Scheduler.place(request, in: &view)
            #expect(placement == Scheduler.place(request, in: fresh), "step \(number)")
            var chosen: NodeID?
            if case .node(let node, _) = placement { chosen = node }
            if strategy != .random { #expect(chosen == change.best(in: fresh, zones ?? nil), "step \(number)") }
            guard let chosen else {
                refused += 1
                continue
            }
            view.add(change.container, on: chosen)
            present.append((change.container, chosen))
        }
        #expect(refused > 0 && refused < 200, "both answers are met")
    }

    /// Its port is no obstacle to a container that is still there under its name, and is one to all others.
    @Test func ownPortsAreNoObstacle() {
        var view = ClusterView(["n1"])
        let container = ContainerReservation.sample("web", 1, ports: [PortKey(ContainerPort(80))])
        view.add(container, on: "n1")
        func isPlaced(_ container: ContainerReservation) -> Bool {
            if case .node = Scheduler.place(PlacementRequest(container: container), in: &view) { true } else { false }
        }
        let other = ContainerReservation.sample("web", 2, ports: [PortKey(ContainerPort(80))])
        #expect(!isPlaced(other))
        #expect(isPlaced(container))
        #expect(!isPlaced(other))
        view.remove(container.name, on: "n1")
        #expect(isPlaced(other))
    }

    @Test func manyKindsOfRequestsAreForgottenInTheirTurn() throws {
        // Room for 25 kinds of the 30.
        var view = ClusterView(nodes: (1...400).map { .sample("n\($0)") }, indexedNodes: 10_000)
        for round in 1...2 {
            for kind in 1...30 {
                let container = ContainerReservation.sample(ServiceName("s\(kind)"), round, mebibytes: Int64(kind))
                let placement = Scheduler.place(PlacementRequest(container: container), in: &view)
                guard case .node(let node, _) = placement else { throw Problem(message: "\(placement)") }
                #expect(node == NodeID("n\((round - 1) * 30 + kind)"))
                view.add(container, on: node)
            }
        }
    }

    private struct Problem: Error { let message: String }
}
