//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import LocalCluster

/// `gantry local down`.
struct LocalDownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down",
        abstract: "Take the local cluster down and leave nothing behind but the cache."
    )

    @OptionGroup var options: LocalOptions

    @Flag(help: "Keep images, containers, volumes and the server's data for the next `up`.")
    var keepData = false

    func run() async throws {
        try LocalClusterManager.checkMachine()
        try await LocalClusterManager.down(
            stateDirectory: options.stateDir,
            keepData: keepData,
            say: LocalOutput.say
        )
    }
}

/// `gantry local supervise`: what `up` starts in the background; not for people.
struct LocalSuperviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "supervise",
        abstract: "Keep the local cluster's processes running.",
        shouldDisplay: false
    )

    @OptionGroup var options: LocalOptions

    func run() async throws {
        try await Supervisor(stateDirectory: options.stateDir).run()
    }
}
