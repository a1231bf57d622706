//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol

/// Puts the tables of one kind in place in a HAProxy; `TableService` calls it, and nobody else.
protocol TableController: Actor {
    associatedtype Table: Sendable

    /// Where HAProxy's present worker takes commands.
    nonisolated var worker: HAProxySocket { get }

    /// The table in a message, if it has one of this kind.
    static func table(in message: AddonMessage) -> Table?

    /// Puts a table in place unless a newer one is there.
    ///
    /// - Returns: The revision that is in place, or why that of the table is not.
    func apply(_ table: Table) async -> AddonReply

    /// Does what waits to be done, and what could not be done before.
    ///
    /// - Returns: What `apply` would say now, when the table was tried again; else nil.
    func tidy() async -> AddonReply?

    /// Whether `tidy` has something to do.
    var hasWork: Bool { get async }

    /// Whether HAProxy has a configuration to be started with, which is about to be done then.
    func start() -> Bool

    /// The names that HAProxy has for containers as its servers.
    func serverNames(of containers: Set<String>) -> Set<String>
}

extension TableController {
    func start() -> Bool { true }

    func serverNames(of containers: Set<String>) -> Set<String> { containers }
}
