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
/// for a while; it may fail, half succeed, succeed twice or succeed without an answer.
struct Simulation {
    var random: SeededGenerator
    var nodes: [SimulatedNode]
    var application: ApplicationState
    var now = Timestamp(seconds: 10_000)
    /// What happened, for a seed that fails.
    private(set) var trace: [String] = []
    /// What went against a rule.
    private(set) var violations: [String] = []
    /// Containers that somebody put there who isn't the server.
    private var strange: Set<ContainerID> = []
    private var inFlight = InFlight()
    private var travelling: [Action] = []
    private var history: [ContainerSlot: RestartHistory] = [:]
    private var failures: [ContainerSlot: ActionFailure] = [:]
    private var rollOuts = RollOutMemory()
    private var created = 0
    private var joined = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        nodes = (1...4).map { SimulatedNode(id: NodeID("node\($0)")) }
        for index in nodes.indices { nodes[index].report() }
        let spec = ApplicationSpec(
            name: "app",
            services: [
                .sample("web") { web in
                    web.depends = ["db"]
                    web.scale = 3
                    web.update.parallelism = 1
                    web.reschedule = .onNodeFailure
                },
                .sample("db") { db in
                    db.scale = 2
                    db.update.parallelism = 1
                    db.volumes = [VolumeMount(source: .volume("data"), target: "/data")]
                    db.probe = ProbeSpec(check: .tcp(port: 1))
                },
                .sample("agent") { agent in
                    agent.isGlobal = true
                    agent.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)]
                },
                .sample("job") { $0.restart = .onFailure(maximumRetries: 2) },
            ]
        )
        application = ApplicationState(name: "app", id: "life2", spec: spec)
        add(to: 0, name: "app_foreign_1", slot: ContainerSlot(service: "web", number: 1), hash: "", life: nil)
        add(to: 1, name: "app_web_1", slot: ContainerSlot(service: "web", number: 1), hash: "", life: "life1")
    }

    // MARK: The server

    var input: ReconcileInput {
        var view = ClusterView(nodes: nodes.map { .sample($0.id.rawValue, $0.condition) })
        var containers: [ObservedContainer] = []
        for node in nodes {
            for status in node.reported ?? [] {
                containers.append(ObservedContainer(node: node.id, status: status))
                view.add(ContainerReservation(status), on: node.id)
            }
        }
        for (node, container) in application.reservations { view.add(container, on: node) }
        return ReconcileInput(
            application: application,
            containers: containers,
            cluster: view,
            inFlight: inFlight,
            restartHistory: history,
            failures: failures,
            rollOuts: rollOuts,
            lostSince: Dictionary(
                uniqueKeysWithValues: nodes.compactMap { node in node.lostSince.map { (node.id, $0) } }
            ),
            rescheduleAfter: .seconds(5),
            now: now
        )
    }

    @discardableResult
    mutating func reconcile() -> ReconcileOutput {
        let input = input
        let output = Reconciler.reconcile(input)
        check(output, against: input)
        trace += output.actions.map { "  decided: \($0)" }
        application.assignments = output.assignments
        application.successors = output.successors
        application.moves = output.moves
        application.handover = output.handover
        application.halts.merge(output.halts) { $1 }
        rollOuts = output.rollOuts
        history = output.restartHistory
        for node in nodes where !node.isConnected {
            // What a node that is away has of what belongs elsewhere by now is there twice until the node is back.
            for status in node.containers {
                guard let slot = status.slot, let assigned = output.assignments[slot] else { continue }
                if assigned != node.id { strange.insert(status.id) }
            }
        }
        for action in output.actions { inFlight.insert(action) }
        travelling += output.actions
        return output
    }

    private mutating func check(_ output: ReconcileOutput, against input: ReconcileInput) {
        var targets: Set<Action.Target> = []
        for action in output.actions {
            if !input.cluster.isReachable(action.node) { violations.append("out of reach: \(action)") }
            if input.inFlight[action.target] != nil { violations.append("under way already: \(action)") }
            if !targets.insert(action.target).inserted { violations.append("asked for twice: \(action)") }
            guard case .create(_, let isSuccessor) = action.work else { continue }
            let assigned = isSuccessor ? output.successors[action.slot] : output.assignments[action.slot]
            if assigned != action.node { violations.append("not assigned: \(action)") }
            let isThere = input.containers.contains { container in
                container.status.slot == action.slot && container.status.applicationID == application.id
                    && container.status.name == action.containerName && input.cluster.isReachable(container.node)
                    && !strange.contains(container.status.id)
            }
            if isThere { violations.append("there is one already: \(action)") }
        }
    }

    private mutating func restartServer() {
        trace.append("the server restarts")
        // What was sent is done or not, but over before the agents connect again.
        for action in travelling where random.chance(50) { perform(action) }
        travelling = []
        inFlight = InFlight()
        history = [:]
        failures = [:]
        rollOuts = RollOutMemory()
        for index in nodes.indices {
            nodes[index].isConnected = false
            nodes[index].reported = nil
        }
    }

    // MARK: The engines

    /// An action arrives, or gets lost on its way.
    private mutating func deliver(_ position: Int, withFaults: Bool) {
        let action = travelling.remove(at: position)
        var failure: String?
        defer { trace.append("delivered (\(failure ?? "done")): \(action)") }
        if nodes.first(where: { $0.id == action.node })?.isConnected != true {
            failure = "connection lost"
        } else if withFaults, random.chance(15) {
            failure = "no answer"
            if random.chance(60) { perform(action, isCutShort: random.chance(30)) }
        } else {
            perform(action)
            if withFaults, random.chance(10) { perform(action) }
        }
        if let failure {
            let attempts = (failures[action.slot]?.attempts ?? 0) + 1
            failures[action.slot] = ActionFailure(message: failure, attempts: attempts, at: now)
        } else {
            failures[action.slot] = nil
        }
        // The contract of `InFlight`: the node has reported before an action counts as over.
        for index in nodes.indices where nodes[index].id == action.node { nodes[index].report() }
        inFlight.remove(action)
    }

    private mutating func perform(_ action: Action, isCutShort: Bool = false) {
        guard let index = nodes.firstIndex(where: { $0.id == action.node }) else { return }
        let now = now
        switch action.work {
        case .create(let hash, let isSuccessor):
            // A name is taken only once on a node, so a repeated creation finds its container there.
            guard !nodes[index].containers.contains(where: { $0.name == action.containerName }) else { return }
            for node in nodes where node.id != action.node && !isSuccessor {
                for other in node.containers
                where other.slot == action.slot && other.applicationID == application.id
                    && !strange.contains(other.id) && !other.name.hasSuffix(".new")
                {
                    violations.append("\(action) while there is one on \(node.id)")
                }
            }
            add(to: index, name: action.containerName, slot: action.slot, hash: hash, life: application.id.rawValue)
            if isCutShort { nodes[index].containers[nodes[index].containers.count - 1].state = .created }
        case .createTask: violations.append("not a job: \(action)")
        case .start(let id):
            nodes[index].change(id) { status in
                guard status.state == .exited || status.state == .created else { return }
                status.state = .running
                status.started = now
            }
        case .stop(let id, _):
            nodes[index].change(id) { status in
                guard status.state == .running else { return }
                status.state = .exited
                status.exitCode = 143
                status.finished = now
            }
        case .remove(let id, _):
            let found = nodes[index].containers.first { $0.id == id }
            if let found, found.applicationID == nil { violations.append("not Gantry's: \(action)") }
            nodes[index].containers.removeAll { $0.id == id }
        }
    }

    private mutating func add(to index: Int, name: String, slot: ContainerSlot, hash: String, life: String?) {
        created += 1
        var status = ContainerStatus(
            id: ContainerID("c\(created)"),
            name: name,
            image: "image",
            state: .running,
            created: now
        )
        status.labels = [
            ContainerLabels.project: "app", ContainerLabels.service: slot.service.rawValue,
            ContainerLabels.number: String(slot.number), ContainerLabels.configHash: hash,
        ]
        status.labels[ContainerLabels.application] = life
        status.started = now
        if slot.service == "db" { status.health.state = .starting }
        nodes[index].containers.append(status)
    }

    // MARK: What happens

    /// Lets one thing happen.
    mutating func happen() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45:
            if !travelling.isEmpty {
                deliver(Int.random(in: travelling.indices, using: &random), withFaults: true)
            }
        case 45..<60: nodes[anyNode()].report()
        case 60..<78: happenToContainer()
        case 78..<90: happenToNode()
        case 90..<92: restartServer()
        case 92..<97: happenToApplication()
        default: now = now + .seconds(Int64.random(in: 1...20, using: &random))
        }
    }

    private mutating func anyNode() -> Int { Int.random(in: nodes.indices, using: &random) }

    private mutating func happenToContainer() {
        let node = anyNode()
        guard let status = nodes[node].containers.randomElement(using: &random), status.applicationID != nil else {
            return
        }
        defer { trace.append("something happens to \(status.name) on \(nodes[node].id)") }
        let now = now
        let code = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: nodes[node].containers.removeAll { $0.id == status.id }
        case 1, 2:
            nodes[node].change(status.id) { status in
                guard status.state == .running else { return }
                status.state = .exited
                status.exitCode = code
                status.finished = now
            }
        case 3: nodes[node].change(status.id) { $0.state = .dead }
        case 4: nodes[node].change(status.id) { $0.health.state = .unhealthy }
        case 5: nodes[node].change(status.id) { $0.health.state = .healthy }
        default:
            // A second one turns up on another node, as after a partition.
            let other = anyNode()
            guard let slot = status.slot, !nodes[other].containers.contains(where: { $0.name == status.name }) else {
                return
            }
            add(
                to: other,
                name: status.name,
                slot: slot,
                hash: status.labels[ContainerLabels.configHash] ?? "",
                life: status.applicationID?.rawValue
            )
            strange.insert(ContainerID("c\(created)"))
        }
    }

    private mutating func happenToNode() {
        let node = anyNode()
        defer { trace.append("\(nodes[node].id) is \(nodes[node].condition)") }
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: nodes[node].isConnected = false
        case 3: nodes[node].lostSince = now
        case 4...7: nodes[node].connect()
        case 8: nodes[node].isDrained.toggle()
        default:
            joined += 1
            nodes[node] = SimulatedNode(id: NodeID("node\(nodes.count + joined)"))
            nodes[node].report()
        }
    }

    private mutating func happenToApplication() {
        let service = Int.random(in: application.spec.services.indices, using: &random)
        let number = Int.random(in: 0...5, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 6:
            let slot = ContainerSlot(service: application.spec.services[service].name, number: number)
            if application.assignments[slot] != nil { application.moves[slot] = nodes[anyNode()].id }
        case 0, 1: application.spec.services[service].scale = number
        case 2, 3: application.spec.services[service].image = "image:\(number)"
        case 4: application.intent = application.intent == .run ? .stop : .run
        default:
            let name = application.spec.services[service].name
            application.serviceIntents[name] = application.serviceIntents[name] == .stop ? .run : .stop
        }
    }

    // MARK: A roll-out

    /// Lets one thing happen that no container is harmed by: late, lost and repeated answers, restarts of the server.
    mutating func happenHarmlessly() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50:
            if !travelling.isEmpty {
                deliver(Int.random(in: travelling.indices, using: &random), withFaults: true)
            }
        case 50..<65: nodes[anyNode()].report()
        case 65..<75:
            let node = anyNode()
            if let status = nodes[node].containers.randomElement(using: &random) {
                nodes[node].change(status.id) { status in
                    if status.health.state == .starting { status.health.state = .healthy }
                }
                nodes[node].report()
            }
        case 75..<85: nodes[anyNode()].connect()
        case 85..<88: restartServer()
        default: now = now + .seconds(Int64.random(in: 1...6, using: &random))
        }
    }

    /// How many containers of a service serve, whatever the server knows of them.
    func serving(_ service: ServiceName) -> Int {
        Set(
            nodes.flatMap(\.containers).filter { $0.isServing && $0.applicationID == application.id }.compactMap(\.slot)
        )
        .filter { $0.service == service }.count
    }

    // MARK: Peace

    /// Ends all faults and lets the server finish; nil when it doesn't.
    mutating func settle(_ intent: ApplicationIntent) -> ReconcileOutput? {
        application.intent = intent
        application.serviceIntents = [:]
        now = now + .seconds(1)
        application.redeployedAt = now
        application.halts = [:]
        for index in nodes.indices { nodes[index].connect() }
        nodes[0].isDrained = false
        for _ in 1...300 {
            let output = reconcile()
            if output.isFinished { return output }
            application.halts = [:]
            while !travelling.isEmpty { deliver(0, withFaults: false) }
            for index in nodes.indices {
                for position in nodes[index].containers.indices {
                    nodes[index].containers[position].health.state = .healthy
                }
                nodes[index].report()
            }
            now = max(now + .seconds(1), output.wakeAt ?? now)
        }
        return nil
    }

    /// What isn't as the application wants it, when it runs.
    var faults: [String] {
        var faults: [String] = []
        var seen: Set<ContainerSlot> = []
        for node in nodes {
            for status in node.containers where status.applicationID != nil {
                guard let slot = status.slot, status.applicationID == application.id, seen.insert(slot).inserted else {
                    faults.append("surplus: \(status.name) on \(node.id)")
                    continue
                }
                if status.name != "app_\(slot.service)_\(slot.number)" { faults.append("misnamed: \(status.name)") }
                if !status.isServing { faults.append("not serving: \(status.name)") }
                if application.assignments[slot] != node.id { faults.append("not assigned: \(status.name)") }
                if status.labels[ContainerLabels.configHash] != application.hash(of: slot.service) {
                    faults.append("outdated: \(status.name)")
                }
            }
        }
        for service in application.spec.services {
            let count = service.isGlobal ? nodes.filter { !$0.isDrained }.count : service.scale
            let found = seen.filter { $0.service == service.name }.count
            if found != count { faults.append("\(service.name): \(found) of \(count)") }
        }
        return faults
    }
}
