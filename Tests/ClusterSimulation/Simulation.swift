//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

/// A cluster and a server to which everything happens that can go wrong, decided by a seed.
///
/// The server keeps the application and its assignments over a restart and forgets everything else. An action travels
/// for a while; it may fail, half succeed, succeed twice or succeed without an answer. The rules of `Simulation+Rules`
/// are checked after all that happens.
struct Simulation {
    var random: SeededGenerator
    var nodes: [SimulatedNode]
    var application: ApplicationState
    var now = Timestamp(seconds: 10_000)
    /// What happens is written down here; nil leaves that out, which takes time.
    let trace: Trace?
    /// What went against a rule.
    private(set) var violations: [String] = []
    /// Containers that somebody put there who isn't the server.
    var strange: Set<ContainerID> = []
    /// Images that a node can't pull, as `image@node`.
    var unpullable: Set<String> = []
    /// Whether a node was full at any time.
    var wasFull = false
    var promise = PromiseWatch()
    var inFlight = InFlight()
    var travelling: [Action] = []
    var history: [ContainerSlot: RestartHistory] = [:]
    var failures: [ContainerSlot: ActionFailure] = [:]
    var rollOuts = RollOutMemory()
    var created = 0
    var joined = 0

    /// Made once: the hashes of its services take longer than some hundred decisions.
    private static let usual = ApplicationState(
        name: "app",
        id: "life2",
        spec: ApplicationSpec(name: "app", services: SimulatedServices.usual)
    )

    init(seed: UInt64, trace: Trace?) {
        self.trace = trace
        random = SeededGenerator(seed: seed)
        nodes = (1...4).map { SimulatedNode(id: NodeID("node\($0)")) }
        for index in nodes.indices { nodes[index].report() }
        application = Self.usual
        add(to: 0, name: "app_foreign_1", slot: ContainerSlot(service: "web", number: 1), hash: "", life: nil)
        add(to: 1, name: "app_web_1", slot: ContainerSlot(service: "web", number: 1), hash: "", life: "life1")
    }

    mutating func violate(_ rule: String) {
        trace?.note("AGAINST A RULE: \(rule)")
        violations.append(rule)
    }
}

/// What happened, line by line.
final class Trace {
    private(set) var lines: [String] = []

    func note(_ line: String) { lines.append(line) }
}
