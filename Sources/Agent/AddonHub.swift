//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Routing

/// What the node's routers shall do, and how far they are with it.
actor AddonHub {
    /// A router that is connected.
    struct RouterConnection: Sendable {
        fileprivate let number: Int
        let wakeUp = WakeUp()
    }

    /// What became of a route table.
    enum Publication: Hashable, Sendable {
        /// Every router has it in place.
        case applied
        /// No router is there, one didn't answer in time, or refused it; the text says which.
        case pending(String)
    }

    private struct Router {
        var connection: RouterConnection
        var owesTable: Bool
        var drains: [AddonMessage] = []
        var answered: Int64 = -1
        var refusal: String?
    }

    private(set) var table: RouteTable?
    private var routers: [Int: Router] = [:]
    private var connections = 0
    private var drainIDs = 0
    /// By the drain's ID: the routers that haven't answered.
    private var drains: [Int: Set<Int>] = [:]
    private var unfinishedDrains: Set<Int> = []
    private var observers: [Int: WakeUp] = [:]
    private var observations = 0

    init(table: RouteTable?) {
        self.table = table
    }

    // MARK: Routers

    func connect() -> RouterConnection {
        connections += 1
        let connection = RouterConnection(number: connections)
        routers[connections] = Router(connection: connection, owesTable: table != nil)
        connection.wakeUp.raise()
        return connection
    }

    func disconnect(_ connection: RouterConnection) {
        routers[connection.number] = nil
        for id in drains.keys { drains[id]?.remove(connection.number) }
        tellObservers()
    }

    /// What is to be said to a router now; of several tables only the last.
    func takeMessages(_ connection: RouterConnection) -> [AddonMessage] {
        guard var router = routers[connection.number] else { return [] }
        var messages: [AddonMessage] = []
        if router.owesTable, let table { messages.append(.table(table)) }
        messages += router.drains
        router.owesTable = false
        router.drains = []
        routers[connection.number] = router
        return messages
    }

    func receive(_ reply: AddonReply, from connection: RouterConnection) {
        switch reply {
        case .applied(let revision, let error):
            routers[connection.number]?.answered = revision
            routers[connection.number]?.refusal = error
        case .drained(let id, let isDone):
            guard drains[id]?.remove(connection.number) != nil else { return }
            if !isDone { unfinishedDrains.insert(id) }
        }
        tellObservers()
    }

    // MARK: Tables

    /// Takes a table unless a newer one is there.
    ///
    /// - Parameter new: The table.
    /// - Returns: Whether it was taken; a table of the same revision is, so that a request can be repeated.
    func accept(_ new: RouteTable) -> Bool {
        if let table {
            guard new.revision >= table.revision else { return false }
            guard new != table else { return true }
        }
        table = new
        for number in routers.keys {
            routers[number]?.owesTable = true
            routers[number]?.connection.wakeUp.raise()
        }
        return true
    }

    /// Waits until every router that is there has answered to a revision.
    func publication(of revision: Int64, within limit: Duration) async -> Publication {
        guard !routers.isEmpty else { return .pending("no router is connected") }
        await observe(atMost: limit) { await self.isAnswered(revision) }
        if routers.isEmpty { return .pending("no router is connected any more") }
        if !isAnswered(revision) { return .pending("a router has not answered yet") }
        if let refusal = routers.values.lazy.compactMap(\.refusal).first {
            return .pending("a router refused: \(refusal)")
        }
        return .applied
    }

    var newestRevision: Int64 { table?.revision ?? -1 }

    private func isAnswered(_ revision: Int64) -> Bool {
        routers.values.allSatisfy { $0.answered >= revision }
    }

    // MARK: Drains

    /// Waits until no router has a request to these servers under way.
    ///
    /// - Parameters:
    ///   - servers: The containers' IDs.
    ///   - seconds: How long the routers may take.
    ///   - grace: How much later their answers may arrive.
    /// - Returns: False when that took longer.
    func drain(_ servers: [String], seconds: Int, grace: Duration = .seconds(2)) async -> Bool {
        drainIDs += 1
        let id = drainIDs
        drains[id] = Set(routers.keys)
        for number in routers.keys {
            routers[number]?.drains.append(.drain(id: id, servers: servers, timeoutSeconds: seconds))
            routers[number]?.connection.wakeUp.raise()
        }
        await observe(atMost: .seconds(seconds) + grace) { await self.isDrained(id) }
        let isDone = isDrained(id) && !unfinishedDrains.contains(id)
        drains[id] = nil
        unfinishedDrains.remove(id)
        return isDone
    }

    private func isDrained(_ id: Int) -> Bool { drains[id]?.isEmpty ?? true }

    // MARK: Observers

    private func observe(atMost limit: Duration, until condition: @Sendable () async -> Bool) async {
        let wakeUp = WakeUp()
        observations += 1
        let number = observations
        observers[number] = wakeUp
        await wakeUp.wait(atMost: limit, until: condition)
        observers[number] = nil
    }

    private func tellObservers() {
        for observer in observers.values { observer.raise() }
    }
}
