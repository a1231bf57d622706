//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import HTTPTypes
import HummingbirdCore
import Logging
import Store

/// The management API: all its routes.
struct ManagementAPI: Sendable {
    let plane: ControlPlane
    let accounts: Accounts
    let audit: AuditLog
    let store: any Store
    let connections: AgentConnections
    let certificates: EndpointCertificates
    let endpoints: EndpointProgress
    let join: JoinRoutes
    let authorityPEM: String
    let logger: Logger
    private let tasks = TaskMemory()

    /// All calls, and the one that describes them.
    var routes: [APIRoute] {
        get throws {
            let calls = calls
            let document = try OpenAPIDocument(calls + [Self.document("")])
            return calls + [Self.document(String(decoding: document.json, as: UTF8.self))]
        }
    }

    private static func document(_ text: String) -> APIRoute {
        APIRoute(.get, OpenAPIDocument.path, access: .everyone) { _ in .text(text, type: "application/json") }
    }

    private var calls: [APIRoute] {
        PublicRoutes(store: store, authorityPEM: authorityPEM).routes
            + SessionRoutes(accounts: accounts).routes
            + UserRoutes(accounts: accounts).routes
            + AccessKeyRoutes(accounts: accounts).routes
            + AuditRoutes(audit: audit).routes
            + ClusterRoutes(plane: plane, endpoints: endpoints, tasks: tasks).routes
            + ClusterQueryRoutes(plane: plane, tasks: tasks, apiURL: join.apiURL).routes
            + MachineRoutes().routes
            + TriggerRoutes(
                plane: plane,
                triggers: Triggers(store: store, plane: plane, apiURL: join.apiURL)
            ).routes
            + TemplateRoutes(library: TemplateLibrary(store: store)).routes
            + CertificateRoutes(plane: plane, certificates: certificates).routes
            + NodeRoutes(plane: plane).routes
            + ConfigurationRoutes(plane: plane).routes
            + LoadBalancerRoutes(plane: plane).routes
            + ProjectRoutes(plane: plane).routes
            + JobRoutes(plane: plane).routes
            + ServiceRoutes(plane: plane).routes
            + StreamRoutes(plane: plane).routes
            + join.routes
            + DockerRoutes(endpoint: DockerEndpoint(containers: plane, connections: connections)).routes
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
