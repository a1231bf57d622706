//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import Compose
import ControlPlane
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model

/// The calls about applications: the projects of B.5 of the API.
struct ProjectRoutes: Sendable {
    let plane: ControlPlane

    private static let all = "/clusters/{cluster}/projects"
    private static let one = "/clusters/{cluster}/projects/{project}"

    var routes: [APIRoute] { reads + changes + operations + releases }

    private var reads: [APIRoute] {
        [
            APIRoute(.get, Self.all, access: .needs(.getClusterProjects)) { request in
                let projects = try await plane.projects(
                    request.parameter("cluster"),
                    nameContains: request.query.text("q"),
                    services: request.query.flag("services", default: true),
                    containers: request.query.flag("containers", default: true)
                )
                return try .json(projects)
            },
            APIRoute(.get, Self.one, access: .needs(.getClusterProjects)) { request in
                let project = try await plane.project(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    containers: request.query.flag("containers", default: true)
                )
                return try .json(project)
            },
        ]
    }

    private var changes: [APIRoute] {
        [
            APIRoute(.post, Self.all, access: .needs(.createProject)) { request in
                let body: ProjectRequest = try await request.decode()
                let cluster = try request.parameter("cluster")
                request.audit.note("project", body.name ?? "")
                let warnings = try await plane.createProject(cluster, body, by: request.caller?.user ?? "")
                let location = ["clusters", cluster, "projects", body.name ?? ""].map(PercentEncoding.encode)
                return try .json(
                    ProjectAccepted(warnings: warnings),
                    status: .created,
                    headers: [.location: "/" + location.joined(separator: "/")]
                )
            },
            APIRoute(.post, Self.all + "/variables", access: .needs(.planProject)) { request in
                _ = try await plane.clusterID(of: request.parameter("cluster"))
                let body: TemplateVariablesRequest = try await request.decode()
                let variables = ComposeParser.variables(in: body.template).map { variable in
                    TemplateVariableObject(
                        name: variable.name,
                        defaultValue: variable.defaultValue,
                        isRequired: variable.isRequired,
                        line: variable.line
                    )
                }
                return try .json(variables)
            },
            APIRoute(.post, Self.all + "/files", access: .needs(.planProject)) { request in
                try .json(await plane.files(request.parameter("cluster"), of: request.decode()))
            },
            APIRoute(.post, Self.all + "/plan", access: .needs(.planProject)) { request in
                try .json(await plane.plan(request.parameter("cluster"), request.decode()))
            },
            APIRoute(.post, Self.one + "/plan", access: .needs(.planProject)) { request in
                var body: ProjectRequest = try await request.decode()
                body.name = try request.parameter("project")
                return try .json(await plane.plan(request.parameter("cluster"), body))
            },
            APIRoute(.post, Self.one + "/update", access: .needs(.updateProject)) { request in
                let warnings = try await plane.updateProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    request.decode(),
                    by: request.caller?.user ?? ""
                )
                return try .json(ProjectAccepted(warnings: warnings), status: .accepted)
            },
            APIRoute(.delete, Self.one, access: .needs(.deleteProject)) { request in
                try await plane.deleteProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    force: request.query.flag("force", default: false),
                    volumes: request.query.flag("volume", default: request.query.flag("v", default: false))
                )
                return .empty()
            },
        ]
    }

    private var releases: [APIRoute] {
        [
            APIRoute(.get, Self.one + "/versions", access: .needs(.getClusterProjects)) { request in
                try .json(await plane.versions(request.parameter("cluster"), request.parameter("project")))
            },
            APIRoute(.get, Self.one + "/versions/{version}", access: .needs(.getClusterProjects)) { request in
                let version = try await plane.version(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    request.parameter("version")
                )
                return try .json(version)
            },
            APIRoute(.post, Self.one + "/confirm-update", access: .needs(.confirmUpdate)) { request in
                try await plane.confirmUpdate(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    force: request.query.flag("force", default: false)
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/weights", access: .needs(.setWeights)) { request in
                try await plane.setWeights(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    request.decode()
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/rollback-update", access: .needs(.rollBackUpdate)) { request in
                try await plane.rollBackProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    to: request.query.text("version"),
                    by: request.caller?.user ?? ""
                )
                return .empty()
            },
        ]
    }

    private var operations: [APIRoute] {
        [
            APIRoute(.post, Self.one + "/start", access: .needs(.startProject)) { request in
                try await plane.startProject(request.parameter("cluster"), request.parameter("project"))
                return .empty()
            },
            APIRoute(.post, Self.one + "/stop", access: .needs(.stopProject)) { request in
                try await plane.stopProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    timeout: request.query.count("t")
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/kill", access: .needs(.killProject)) { request in
                try await plane.killProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    signal: request.query.text("signal") ?? "KILL"
                )
                return .empty()
            },
            APIRoute(.post, Self.one + "/redeploy", access: .needs(.redeployProject)) { request in
                try await plane.redeployProject(
                    request.parameter("cluster"),
                    request.parameter("project"),
                    latestImages: request.query.flag("latest_image", default: false),
                    by: request.caller?.user ?? ""
                )
                return .empty(.accepted)
            },
        ]
    }
}
