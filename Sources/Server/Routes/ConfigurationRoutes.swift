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

/// The calls about configuration items, which the clusters of a region share.
struct ConfigurationRoutes: Sendable {
    let plane: ControlPlane

    private static let all = "/clusters/{cluster}/configurations"
    private static let one = "/clusters/{cluster}/configurations/{configuration}"

    var routes: [APIRoute] { reads + changes }

    private var reads: [APIRoute] {
        [
            APIRoute(.get, Self.all, access: .needs(.getConfigurations)) { request in
                let items = try await plane.configurations(
                    request.parameter("cluster"),
                    nameContains: request.query.text("q")
                )
                return try .json(items)
            },
            APIRoute(.get, Self.one, access: .needs(.revealConfiguration)) { request in
                let item = try await plane.configuration(
                    request.parameter("cluster"),
                    request.parameter("configuration"),
                    version: request.query.number("version")
                )
                return try .json(item)
            },
            APIRoute(.get, Self.one + "/versions", access: .needs(.getConfigurations)) { request in
                let versions = try await plane.configurationVersions(
                    request.parameter("cluster"),
                    request.parameter("configuration")
                )
                return try .json(versions)
            },
        ]
    }

    private var changes: [APIRoute] {
        [
            APIRoute(.post, Self.all, access: .needs(.createConfiguration)) { request in
                let body: ConfigurationRequest = try await request.decode()
                request.audit.note("configuration", body.name)
                let item = try await plane.createConfiguration(
                    request.parameter("cluster"),
                    body,
                    by: request.caller?.user ?? ""
                )
                return try .json(item, status: .created)
            },
            APIRoute(.put, Self.one, access: .needs(.updateConfiguration)) { request in
                let item = try await plane.changeConfiguration(
                    request.parameter("cluster"),
                    request.parameter("configuration"),
                    request.decode(),
                    by: request.caller?.user ?? ""
                )
                return try .json(item)
            },
            APIRoute(.delete, Self.one, access: .needs(.deleteConfiguration)) { request in
                try await plane.deleteConfiguration(
                    request.parameter("cluster"),
                    request.parameter("configuration"),
                    force: request.query.flag("force", default: false)
                )
                return .empty()
            },
        ]
    }
}
