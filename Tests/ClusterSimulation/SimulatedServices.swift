//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The services of the application that is simulated.
enum SimulatedServices {
    /// One of each kind: replaced start-first, single writer, one on each node, ends by itself.
    static var usual: [ServiceSpec] {
        [
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
    }

    /// The same, with what can be chosen freely chosen by a seed; each needs a little memory, so that a node may be full.
    static func varied(_ random: inout SeededGenerator) -> [ServiceSpec] {
        usual.map { service in
            var service = service
            service.resources.memoryBytes = 1_048_576
            if !service.isGlobal, service.name != "job" {
                service.scale = Int.random(in: 1...4, using: &random)
                service.update.parallelism = Int.random(in: 1...3, using: &random)
                service.update.order = [nil, .startFirst, .stopFirst].randomElement(using: &random) ?? nil
                service.update.failureAction = random.chance(70) ? .pause : .proceed
                service.reschedule = random.chance(70) ? .onNodeFailure : .off
            }
            return service
        }
    }
}
