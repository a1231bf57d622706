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

/// The calls whose answer is a line of JSON for each event or log line.
struct StreamRoutes: Sendable {
    let plane: ControlPlane

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/clusters/{cluster}/events", access: .needs(.getEvents)) { request in
                try await events(request, project: request.query.text("project"))
            },
            APIRoute(.get, "/clusters/{cluster}/changes", access: .needs(.getEvents)) { request in
                let changes = try await plane.changes(request.parameter("cluster"))
                // Without following there are none: those of before are told by what is there now.
                let follow = try request.query.flag("follow", default: false)
                return .lines(of: follow ? changes : AsyncThrowingStream { nil }, follow: follow, for: request)
            },
            APIRoute(.get, "/clusters/{cluster}/projects/{project}/events", access: .needs(.getEvents)) { request in
                try await events(request, project: request.parameter("project"))
            },
            APIRoute(.get, "/clusters/{cluster}/projects/{project}/logs", access: .needs(.getContainerLogs)) {
                request in
                let project = try request.parameter("project")
                _ = try await plane.project(request.parameter("cluster"), project)
                return try await logs(request, project: project, service: request.query.text("service"))
            },
            APIRoute(.get, "/clusters/{cluster}/services/{service}/logs", access: .needs(.getContainerLogs)) {
                request in
                let service = try await plane.service(request.parameter("cluster"), request.parameter("service"))
                return try await logs(request, project: service.project, service: service.name)
            },
            APIRoute(.get, "/clusters/{cluster}/containers/{container}/logs", access: .needs(.getContainerLogs)) {
                request in
                let container = try await plane.container(
                    request.parameter("cluster"),
                    request.parameter("container")
                )
                return try await logs(
                    request,
                    project: container.project,
                    service: container.service,
                    container: container.id
                )
            },
        ]
    }

    private func events(_ request: APIRequest, project: String?) async throws -> Response {
        let cluster = try request.parameter("cluster")
        // What isn't there is told with a status, before the stream begins. Events outlive their application, so only
        // the cluster has to be there.
        _ = try await plane.cluster(cluster)
        let follow = try request.query.flag("follow", default: false)
        let stream = try await plane.events(
            cluster,
            project: project,
            after: request.query.number("after"),
            tail: request.query.count("tail"),
            follow: follow
        )
        return .lines(of: stream, follow: follow, for: request)
    }

    private func logs(
        _ request: APIRequest,
        project: String,
        service: String? = nil,
        container: String? = nil
    ) async throws -> Response {
        let follow = try request.query.flag("follow", default: false)
        var tail: Int?
        if request.query.text("tail") != "all" { tail = try request.query.count("tail") }
        let query = try LogQuery(
            project: project,
            service: service,
            container: container,
            run: request.query.count("run"),
            tail: tail,
            since: request.query.text("since"),
            follow: follow
        )
        return .lines(
            of: try await plane.logs(request.parameter("cluster"), query),
            follow: follow,
            for: request
        )
    }
}
