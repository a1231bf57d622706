//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import Routing

/// A table that an agent gives, and that HAProxy can be told.
protocol RoutingTable: Codable, Sendable {
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
    /// The table without what HAProxy refused of it, and what is missing and why.
    func without(_ refusals: RouteRefusals) -> (table: Self, problems: [String])
    /// Notes what HAProxy complains of in the table's configuration; false when nothing can be left out of it.
    func note(_ complaints: [String], of configuration: String, in refusals: inout RouteRefusals) -> Bool
    /// The content of the map that the configuration names; nil when it names none.
    var map: String? { get }
    /// The table that a message brings.
    static func of(_ message: AddonMessage) -> Self?
}

extension RouteTable: RoutingTable {
    init(revision: Int64) { self.init(revision: revision, rules: [], backends: []) }

    var servers: RouteTable { self }

    func transition(from accepted: RouteTable, running: RouteTable) -> RouteTransition {
        RouteTransition.plan(from: running, to: self)
    }

    func serverParameters(backend: String) -> String { HAProxyConfiguration.serverParameters }

    func configuration(_ settings: HAProxySettings) throws -> String {
        try HAProxyConfiguration.render(self, settings)
    }

    func without(_ refusals: RouteRefusals) -> (table: RouteTable, problems: [String]) { refusals.applied(to: self) }

    func note(_ complaints: [String], of configuration: String, in refusals: inout RouteRefusals) -> Bool {
        refusals.note(complaints, of: configuration, for: self)
    }

    var map: String? { HAProxyMap.render(self) }

    static func of(_ message: AddonMessage) -> RouteTable? {
        guard case .table(let table) = message else { return nil }
        return table
    }
}

extension BalancerTable: RoutingTable {
    init(revision: Int64) { self.init(revision: revision, listeners: []) }

    func configuration(_ settings: HAProxySettings) throws -> String {
        try BalancerConfiguration.render(self, settings)
    }

    func without(_ refusals: RouteRefusals) -> (table: BalancerTable, problems: [String]) { (self, []) }

    func note(_ complaints: [String], of configuration: String, in refusals: inout RouteRefusals) -> Bool { false }

    var map: String? { nil }

    static func of(_ message: AddonMessage) -> BalancerTable? {
        guard case .balancers(let table) = message else { return nil }
        return table
    }
}
