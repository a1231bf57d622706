//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import HTTPTypes

/// The calls that buy, reset and give back a cloud's machines, which here are the users' own: each says what to do.
struct MachineRoutes: Sendable {
    var routes: [APIRoute] {
        [
            refusal(
                .put,
                "/clusters/{cluster}",
                .scaleCluster,
                "scaling a cluster: Gantry doesn't buy machines; join yours with `gantry node join-command`"
            ),
            refusal(
                .post,
                "/clusters/{cluster}/attach",
                .attachInstances,
                "attaching machines: Gantry doesn't log in to machines; run the line of `gantry node join-command` on each"
            ),
            refusal(
                .post,
                "/clusters/{cluster}/scalein",
                .scaleCluster,
                "scaling a cluster in: Gantry doesn't choose machines to give back; take a node away with "
                    + "`gantry node drain` and `gantry node rm`"
            ),
            refusal(
                .post,
                "/clusters/{cluster}/instances/{instance}/reset",
                .resetClusterNode,
                "resetting a node: Gantry doesn't install systems; take the node away with `gantry node rm`, install it "
                    + "anew, and join it with `gantry node join-command`"
            ),
            refusal(
                .post,
                "/clusters/{cluster}/components/{component}/upgrade",
                .upgradeClusterAgent,
                "upgrading a component: what Gantry runs in a cluster comes with the server; install a newer one"
            ),
        ]
    }

    private func refusal(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ action: Action,
        _ message: String
    ) -> APIRoute {
        APIRoute(method, path, access: .needs(action)) { _ in
            throw APIFailure(status: .badRequest, code: "notSupported", message: message)
        }
    }
}
