//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import LocalCluster

/// `gantry local stop`: a node loses its power.
struct LocalStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Cut a node's power: all that runs on it is gone at once, its disk stays."
    )

    @OptionGroup var options: LocalOptions

    @Argument(help: "The node, such as node2.")
    var node: String

    func run() async throws {
        try await options.manager().stop(node, supervisor: ownProgram())
    }
}

/// `gantry local start`: a node gets its power back.
struct LocalStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Turn a stopped node's power on."
    )

    @OptionGroup var options: LocalOptions

    @Argument(help: "The node, such as node2.")
    var node: String

    func run() async throws {
        try await options.manager().start(node, supervisor: ownProgram())
    }
}

/// `gantry local cut`: a node runs on and reaches nobody.
struct LocalCutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut",
        abstract: "Cut a node's network cable: it runs on and reaches nobody."
    )

    @OptionGroup var options: LocalOptions

    @Argument(help: "The node, such as node2.")
    var node: String

    func run() async throws {
        try await options.manager().cut(node)
    }
}

/// `gantry local heal`: a cut cable is mended.
struct LocalHealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heal",
        abstract: "Mend a node's network cable."
    )

    @OptionGroup var options: LocalOptions

    @Argument(help: "The node, such as node2.")
    var node: String

    func run() async throws {
        try await options.manager().heal(node)
    }
}
