//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Model
import NIOCore

/// Makes single probes.
struct ProbeExecutor: Sendable {
    private let network: NetworkProbe
    private let command: CommandProbe

    init(engine: EngineClient, group: any EventLoopGroup) {
        network = NetworkProbe(group: group)
        command = CommandProbe(engine: engine)
    }

    /// Probes a container once.
    func run(_ target: ProbeTarget) async -> ProbeOutcome {
        let limit = Duration.seconds(max(1, target.spec.timeoutSeconds))
        switch target.spec.check {
        case .http(let port, let path):
            return await outcome("GET \(path) on port \(port)") {
                try await network.get(path, of: target, port: port, within: limit)
            }
        case .tcp(let port):
            return await outcome("connection to port \(port)") {
                try await network.connect(to: target, port: port, within: limit)
            }
        case .command(let text):
            return await command.run(text, in: target, within: limit)
        }
    }

    private func outcome(_ what: String, _ probe: () async throws -> Void) async -> ProbeOutcome {
        do {
            try await probe()
            return .success
        } catch let failure as NetworkProbe.Failure {
            return .failure("\(what): \(failure.message)")
        } catch {
            return .failure("\(what): \(error)")
        }
    }
}
