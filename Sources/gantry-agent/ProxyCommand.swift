//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import NIOCore
import Router
import ServiceLifecycle
import UnixSignals

struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Run a proxy of your own, in a container of its image.",
        discussion: """
            It keeps HAProxy running for the services that its node's agent tells it of, or that the container is linked \
            to. Its settings are environment variables; SIGUSR1 makes it configure HAProxy anew.
            """
    )

    @OptionGroup var log: LogOptions

    func run() async throws {
        NIOSingletons.groupLoopCountSuggestion = 1
        let logger = log.makeLogger("gantry.proxy")
        let (reloads, reload) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signals = await UnixSignalsSequence(trapping: .sigusr1)
        let listener = Task { for await _ in signals { reload.yield() } }
        defer { listener.cancel() }
        let options = ProxyOptions(environment: CommandEnvironment.all)
        let services = ServiceGroup(
            services: [ProxyService(options: options, reloads: reloads, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
