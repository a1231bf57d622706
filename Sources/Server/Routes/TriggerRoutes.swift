//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import ControlPlane
import HTTPTypes
import HummingbirdCore
import Model

/// The calls about triggers, and the address of all triggers.
struct TriggerRoutes: Sendable {
    let plane: ControlPlane
    let triggers: Triggers

    var routes: [APIRoute] { management + [HTTPRequest.Method.get, .post].map(hook) }

    private var management: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/triggers", access: .needs(.getTriggerHook)) { request in
                let project = request.query.text("project")
                return try .json(await triggers.list(request.parameter("cluster"), project: project))
            },
            APIRoute(.get, "/hook/trigger/{cluster}/{project}", access: .needs(.getTriggerHook)) { request in
                try .json(await triggers.list(request.parameter("cluster"), project: request.parameter("project")))
            },
            APIRoute(.post, "/clusters/{cluster}/triggers", access: .needs(.createTriggerHook)) { request in
                let body: TriggerRequest = try await request.decode()
                request.audit.note("project", body.project)
                let (cluster, caller) = (try request.parameter("cluster"), try request.requireCaller())
                // Nobody makes an address that may do more than they may themselves.
                try caller.require(
                    body.action == TriggerAction.scaling.rawValue ? .scaleService : .redeployProject,
                    on: Resource(.cluster, try await plane.clusterID(of: cluster).rawValue)
                )
                let trigger = try await triggers.create(body, in: cluster, by: caller.user)
                request.audit.note("trigger", trigger.id)
                return try .json(trigger, status: .created)
            },
            APIRoute(.delete, "/clusters/{cluster}/triggers/{trigger}", access: .needs(.revokeTriggerHook)) {
                request in
                try await triggers.revoke(request.parameter("trigger"), in: request.parameter("cluster"))
                return .empty()
            },
        ]
    }

    private func hook(_ method: HTTPRequest.Method) -> APIRoute {
        APIRoute(method, "/hook/trigger", access: .triggerSecret) { request in
            let query = request.query
            let record = try await triggers.authenticate(
                query.text("triggerUrl") ?? "",
                secret: query.text("secret") ?? "",
                from: request.remote
            )
            let address = record.address
            request.audit.note(trigger: address.id, address.action == .redeploy ? .redeployProject : .scaleService)
            request.audit.note("cluster", address.cluster.rawValue)
            request.audit.note("project", address.project)
            if let service = address.service { request.audit.note("service", service) }
            // Whatever else clients send doesn't matter.
            let push =
                request.head.method == .post ? RegistryPush(try await request.collect(upTo: RegistryPush.limit)) : nil
            return try .json(try await triggers.fire(record, query, push: push))
        }
    }
}
