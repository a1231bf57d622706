//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import ServiceLifecycle

/// Serves the socket of the load balancer program on the server's own host, until the server stops.
struct AddonService: Service {
    let server: AddonServer

    func run() async throws {
        let listener = try await server.listen()
        try await cancelWhenGracefulShutdown { try await server.run(listener) }
    }
}
