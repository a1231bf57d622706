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

/// The calls about services: B.5 of the API.
struct ServiceRoutes: Sendable {
    let plane: ControlPlane

    private static let one = "/clusters/{cluster}/services/{service}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/services", access: .needs(.getServices)) { request in
                let services = try await plane.services(
                    request.parameter("cluster"),
                    nameContains: request.query.text("q"),
                    containers: request.query.flag("containers", default: true)
                )
                return try .json(services)
            },
            APIRoute(.get, Self.one, access: .needs(.getServices)) { request in
                let service = try await plane.service(
                    request.parameter("cluster"),
                    request.parameter("service"),
                    containers: request.query.flag("containers", default: true)
                )
                return try .json(service)
            },
            APIRoute(.post, Self.one + "/scale", access: .needs(.scaleService)) { request in
                let body: ScaleRequest = try await request.decode()
                guard body.type == "scale_to" else {
                    throw APIFailure.invalid("field 'type': '\(body.type)' is unknown; give scale_to")
                }
                try await plane.scaleService(
                    request.parameter("cluster"),
                    request.parameter("service"),
                    to: body.value
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/start", access: .needs(.startService)) { request in
                try await plane.startService(request.parameter("cluster"), request.parameter("service"))
                return .empty()
            },
            APIRoute(.post, Self.one + "/stop", access: .needs(.stopService)) { request in
                try await plane.stopService(
                    request.parameter("cluster"),
                    request.parameter("service"),
                    timeout: request.query.count("t")
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/kill", access: .needs(.killService)) { request in
                try await plane.killService(
                    request.parameter("cluster"),
                    request.parameter("service"),
                    signal: request.query.text("signal") ?? "KILL"
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/reschedule", access: .needs(.rescheduleService)) { request in
                let moves = try await plane.rescheduleService(
                    request.parameter("cluster"),
                    request.parameter("service"),
                    force: request.query.flag("force", default: false)
                )
                return try .json(moves, status: .accepted)
            },
            APIRoute(.post, Self.one + "/restart", access: .needs(.restartService)) { request in
                try await plane.restartService(request.parameter("cluster"), request.parameter("service"))
                return .empty()
            },
        ]
    }
}
