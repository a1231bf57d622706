//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import Model
import Routing

/// What of tables HAProxy did not take.
protocol TableRefusals: Sendable {
    associatedtype Table: Sendable
    init()
    /// A table without what was refused, and what is missing and why.
    func applied(to table: Table) -> (table: Table, problems: [String])
    /// Notes what HAProxy complains of in a table's configuration; false when nothing can be left out of it.
    mutating func note(_ complaints: [String], of configuration: String, for table: Table) -> Bool
}

extension RouteRefusals: TableRefusals {}
extension BalancerRefusals: TableRefusals {}

/// A table that an agent gives, and that HAProxy can be told.
protocol RoutingTable: Codable, Sendable {
    associatedtype Refusals: TableRefusals where Refusals.Table == Self
    var revision: Int64 { get }
    /// A table that leads nowhere.
    init(revision: Int64)
    /// - Throws: When something in it can't be written anywhere.
    func validate() throws
    /// What run-time commands change.
    var servers: RouteTable { get }
    /// How HAProxy gets here from the table of its configuration, with the servers that it has.
    func transition(from accepted: Self, running: RouteTable) -> RouteTransition
    /// What a server is given that is added to a backend at run time.
    func serverParameters(backend: String) -> String
    func configuration(_ settings: HAProxySettings) throws -> String
    /// The files that the configuration names for its certificates, by path.
    func certificateFiles(_ settings: HAProxySettings) -> [String: String]
    /// The ports that HAProxy listens at for it, apart from those that are the container's own.
    var ports: Set<Int> { get }
    /// The table without what needs ports that can't be had, and what is missing and why.
    ///
    /// - Parameter obstacles: What keeps HAProxy from listening, by port.
    /// - Returns: Both.
    func without(_ obstacles: [Int: String]) -> (table: Self, problems: [String])
    /// The content of the map that the configuration names; nil when it names none.
    var map: String? { get }
    /// The table that a message brings.
    static func of(_ message: AddonMessage) -> Self?
}

extension RouteTable: RoutingTable {
    typealias Refusals = RouteRefusals

    init(revision: Int64) { self.init(revision: revision, rules: [], backends: []) }

    var servers: RouteTable { self }

    func transition(from accepted: RouteTable, running: RouteTable) -> RouteTransition {
        RouteTransition.plan(from: running, to: self)
    }

    func serverParameters(backend: String) -> String { HAProxyConfiguration.serverParameters }

    func configuration(_ settings: HAProxySettings) throws -> String {
        try HAProxyConfiguration.render(self, settings)
    }

    func certificateFiles(_ settings: HAProxySettings) -> [String: String] { HAProxyCertificates.files(self, settings) }

    var ports: Set<Int> { [] }

    func without(_ obstacles: [Int: String]) -> (table: RouteTable, problems: [String]) { (self, []) }

    var map: String? { HAProxyMap.render(self) }

    static func of(_ message: AddonMessage) -> RouteTable? {
        guard case .table(let table) = message else { return nil }
        return table
    }
}

extension BalancerTable: RoutingTable {
    typealias Refusals = BalancerRefusals

    init(revision: Int64) { self.init(revision: revision, listeners: []) }

    func configuration(_ settings: HAProxySettings) throws -> String {
        try BalancerConfiguration.render(self, settings)
    }

    var ports: Set<Int> { Set(listeners.lazy.filter { $0.mode != .udp }.map(\.port)) }

    func without(_ obstacles: [Int: String]) -> (table: BalancerTable, problems: [String]) {
        leavingOut { $0.mode == .udp ? nil : obstacles[$0.port].map(Self.complaint) }
    }

    /// What is said of a port at which nobody can listen.
    static func complaint(of obstacle: String) -> String {
        "nobody can listen there (\(obstacle)); end the program of the node that has the port, or choose another"
    }

    var map: String? { nil }

    static func of(_ message: AddonMessage) -> BalancerTable? {
        guard case .balancers(let table) = message else { return nil }
        return table
    }
}
