//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import AgentProtocol
package import Balancing
package import CustomRouting
package import Routing

/// What routers, proxies and load balancers of one machine shall do, and how far they are with it.
package actor AddonHub {
    /// What a subscriber is.
    package enum Role: String, CaseIterable, Sendable {
        /// Routing of Gantry's own, which gets the routes of the cluster.
        case router
        /// A proxy of a user's own, which gets the services that it asked for.
        case proxy
        /// The load balancers of the node.
        case balancer
    }

    /// A subscriber that is connected.
    package struct Connection: Sendable {
        fileprivate let number: Int
        package let role: Role
        package let wakeUp = WakeUp()
    }

    /// What became of a route table.
    package enum Publication: Hashable, Sendable {
        /// Everybody whom it is for has it in place.
        case applied
        /// Nobody is there, or one didn't answer in time; the text says which.
        case pending(String)
        /// Somebody didn't take it, or not all of it; the text says why.
        case refused(String)
    }

    private struct Subscriber {
        var connection: Connection
        var owesTable: Bool
        /// What a proxy wants to be told of; nil before it has said so.
        var scope: ProxyScope?
        /// What it is asked beside its table.
        var requests: [AddonMessage] = []
        var answered: Int64 = -1
        var refusal: String?
    }

    package private(set) var table: RouteTable?
    package private(set) var services: ProxyServiceTable?
    package private(set) var balancers: BalancerTable?
    private var subscribers: [Int: Subscriber] = [:]
    private var connections = 0
    private var requestIDs = 0
    /// By the drain's ID: the subscribers that haven't answered.
    private var drains: [Int: Set<Int>] = [:]
    private var unfinishedDrains: Set<Int> = []
    /// By ID: what routers are asked for their statistics.
    var queries: [Int: Query] = [:]
    private var observers: [Int: WakeUp] = [:]
    private var observations = 0

    package init(table: RouteTable? = nil, services: ProxyServiceTable? = nil, balancers: BalancerTable? = nil) {
        self.table = table
        self.services = services
        self.balancers = balancers
    }

    // MARK: Subscribers

    package func connect(as role: Role = .router) -> Connection {
        connections += 1
        let connection = Connection(number: connections, role: role)
        subscribers[connections] = Subscriber(connection: connection, owesTable: true)
        connection.wakeUp.raise()
        return connection
    }

    package func disconnect(_ connection: Connection) {
        subscribers[connection.number] = nil
        for id in drains.keys { drains[id]?.remove(connection.number) }
        for id in queries.keys { queries[id]?.waiting.remove(connection.number) }
        tellObservers()
    }

    /// What is to be said to a subscriber now; of several tables only the last.
    package func takeMessages(_ connection: Connection) -> [AddonMessage] {
        guard var subscriber = subscribers[connection.number] else { return [] }
        var messages: [AddonMessage] = []
        if subscriber.owesTable, let message = tableMessage(for: subscriber) {
            messages.append(message)
            subscriber.owesTable = false
        }
        messages += subscriber.requests
        subscriber.requests = []
        subscribers[connection.number] = subscriber
        return messages
    }

    private func tableMessage(for subscriber: Subscriber) -> AddonMessage? {
        switch subscriber.connection.role {
        case .router: table.map(AddonMessage.table)
        case .proxy: subscriber.scope.flatMap { scope in services.map { .services($0.limited(to: scope)) } }
        case .balancer: balancers.map(AddonMessage.balancers)
        }
    }

    package func receive(_ reply: AddonReply, from connection: Connection) {
        switch reply {
        case .subscribe(let scope):
            subscribers[connection.number]?.scope = scope
            connection.wakeUp.raise()
        case .applied(let revision, let error):
            subscribers[connection.number]?.answered = revision
            subscribers[connection.number]?.refusal = error
        case .drained(let id, let isDone):
            guard drains[id]?.remove(connection.number) != nil else { return }
            if !isDone { unfinishedDrains.insert(id) }
        case .statistics(let id, let statistics, let error):
            take(statistics, error, for: id, from: connection.number)
        }
        tellObservers()
    }

    // MARK: Tables

    /// Takes a table unless a newer one is there.
    ///
    /// - Parameter new: The table.
    /// - Returns: Whether it was taken; a table of the same revision is, so that a request can be repeated.
    package func accept(_ new: RouteTable) -> Bool {
        if let table {
            guard new.revision >= table.revision else { return false }
            guard new != table else { return true }
        }
        table = new
        owe(to: .router)
        return true
    }

    /// The same for the services that proxies lead to.
    package func accept(_ new: ProxyServiceTable) -> Bool {
        if let services {
            guard new.revision >= services.revision else { return false }
            guard new != services else { return true }
        }
        services = new
        owe(to: .proxy)
        return true
    }

    /// The same for what load balancers do.
    package func accept(_ new: BalancerTable) -> Bool {
        if let balancers {
            guard new.revision >= balancers.revision else { return false }
            guard new != balancers else { return true }
        }
        balancers = new
        owe(to: .balancer)
        return true
    }

    private func owe(to role: Role) {
        for (number, subscriber) in subscribers where subscriber.connection.role == role {
            subscribers[number]?.owesTable = true
            subscriber.connection.wakeUp.raise()
        }
    }

    /// Waits until every subscriber of a kind that is there has answered to a revision.
    package func publication(
        of revision: Int64,
        to role: Role = .router,
        within limit: Duration
    ) async -> Publication {
        guard hasSubscribers(role) else { return .pending("no \(role) is connected") }
        await observe(atMost: limit) { await self.isAnswered(revision, role) }
        if !hasSubscribers(role) { return .pending("no \(role) is connected any more") }
        if !isAnswered(revision, role) { return .pending("a \(role) has not answered yet") }
        let refusals = Set(of(role).compactMap(\.refusal)).sorted()
        return refusals.isEmpty ? .applied : .refused("a \(role) refused: \(refusals.joined(separator: "; "))")
    }

    /// Whether a subscriber of a kind is there.
    package func hasSubscribers(_ role: Role) -> Bool { of(role).contains { _ in true } }

    /// The newest revision that subscribers of a kind said that they have: newer than ours is what an earlier hub gave.
    package func newestAnswer(of role: Role) -> Int64 { of(role).map(\.answered).max() ?? -1 }

    package var newestRevision: Int64 { table?.revision ?? -1 }
    package var newestServices: Int64 { services?.revision ?? -1 }
    package var newestBalancers: Int64 { balancers?.revision ?? -1 }

    private func of(_ role: Role) -> some Sequence<Subscriber> {
        subscribers.values.lazy.filter { $0.connection.role == role }
    }

    private func isAnswered(_ revision: Int64, _ role: Role) -> Bool {
        of(role).allSatisfy { $0.answered >= revision }
    }

    // MARK: Drains

    /// Waits until no subscriber has a request to these servers under way.
    ///
    /// - Parameters:
    ///   - servers: The containers' IDs.
    ///   - seconds: How long they may take.
    ///   - grace: How much later their answers may arrive.
    /// - Returns: False when that took longer.
    package func drain(_ servers: [String], seconds: Int, grace: Duration = .seconds(2)) async -> Bool {
        let id = nextID()
        drains[id] = Set(subscribers.keys)
        tell(.drain(id: id, servers: servers, timeoutSeconds: seconds), to: Set(subscribers.keys))
        await observe(atMost: .seconds(seconds) + grace) { await self.isDrained(id) }
        let isDone = isDrained(id) && !unfinishedDrains.contains(id)
        drains[id] = nil
        unfinishedDrains.remove(id)
        return isDone
    }

    private func isDrained(_ id: Int) -> Bool { drains[id]?.isEmpty ?? true }

    // MARK: Requests

    func nextID() -> Int {
        requestIDs += 1
        return requestIDs
    }

    func tell(_ request: AddonMessage, to numbers: Set<Int>) {
        for number in numbers {
            subscribers[number]?.requests.append(request)
            subscribers[number]?.connection.wakeUp.raise()
        }
    }

    func numbers(of role: Role) -> Set<Int> {
        Set(subscribers.lazy.filter { $0.value.connection.role == role }.map(\.key))
    }

    // MARK: Observers

    func observe(atMost limit: Duration, until condition: @Sendable () async -> Bool) async {
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
