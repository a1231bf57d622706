//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Logging
import Store

/// The management API: all its routes.
struct ManagementAPI: Sendable {
    let plane: ControlPlane
    let accounts: Accounts
    let audit: AuditLog
    let store: any Store
    let connections: AgentConnections
    let join: JoinRoutes
    let authorityPEM: String
    let logger: Logger

    var routes: [APIRoute] {
        PublicRoutes(store: store, authorityPEM: authorityPEM).routes
            + SessionRoutes(accounts: accounts).routes
            + UserRoutes(accounts: accounts).routes
            + AccessKeyRoutes(accounts: accounts).routes
            + AuditRoutes(audit: audit).routes
            + ClusterRoutes(plane: plane).routes
            + NodeRoutes(plane: plane).routes
            + ConfigurationRoutes(plane: plane).routes
            + LoadBalancerRoutes(plane: plane).routes
            + ProjectRoutes(plane: plane).routes
            + JobRoutes(plane: plane).routes
            + ServiceRoutes(plane: plane).routes
            + StreamRoutes(plane: plane).routes
            + join.routes
            + DockerRoutes(passThrough: DockerPassThrough(containers: plane, connections: connections)).routes
    }

    func responder(_ routes: [APIRoute]) -> APIResponder {
        APIResponder(
            routes: APIRouteTable(routes),
            authenticator: Authenticator(accounts: accounts),
            authorizer: Authorizer(plane: plane),
            record: { await audit.write($0) },
            logger: logger
        )
    }
}
