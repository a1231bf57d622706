//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes

/// The Docker Engine API of each cluster.
struct DockerRoutes: Sendable {
    let endpoint: DockerEndpoint

    var routes: [APIRoute] {
        [HTTPRequest.Method.get, .head, .post, .put, .delete].map { method in
            APIRoute(method, "/clusters/{cluster}/docker/{call*}", access: .docker) { request in
                try await endpoint.respond(to: request)
            }
        }
    }
}
