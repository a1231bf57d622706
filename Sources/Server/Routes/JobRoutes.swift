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

/// The calls about applications that run to their end, and their runs.
struct JobRoutes: Sendable {
    let plane: ControlPlane

    private static let project = "/clusters/{cluster}/projects/{project}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, Self.project + "/runs", access: .needs(.getClusterProjects)) { request in
                try .json(await plane.runs(request.parameter("cluster"), request.parameter("project")))
            },
            APIRoute(.post, Self.project + "/runs", access: .needs(.runProject)) { request in
                try await plane.requestRun(request.parameter("cluster"), request.parameter("project"))
                return .empty(.accepted)
            },
            APIRoute(.get, Self.project + "/runs/{run}", access: .needs(.getClusterProjects)) { request in
                let text = try request.parameter("run")
                guard let number = Int(text), number > 0 else {
                    throw APIFailure.invalid("run '\(text)': is no number; runs count from 1")
                }
                return try .json(
                    await plane.run(request.parameter("cluster"), request.parameter("project"), number)
                )
            },
            APIRoute(.post, Self.project + "/suspend", access: .needs(.suspendProject)) { request in
                try await plane.setSuspended(request.parameter("cluster"), request.parameter("project"), true)
                return .empty()
            },
            APIRoute(.post, Self.project + "/resume", access: .needs(.resumeProject)) { request in
                try await plane.setSuspended(request.parameter("cluster"), request.parameter("project"), false)
                return .empty()
            },
        ]
    }
}
