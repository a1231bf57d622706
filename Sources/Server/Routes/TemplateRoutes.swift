//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import HTTPTypes
import HummingbirdCore

/// The calls about templates that are kept on the server.
struct TemplateRoutes: Sendable {
    let library: TemplateLibrary

    private static let one = "/templates/{template}"

    var routes: [APIRoute] {
        [
            APIRoute(.get, "/templates", access: .lists(.getTemplates)) { request in
                let grants = try request.requireCaller().grants
                let templates = try await library.list(
                    containing: request.query.text("q"),
                    samples: request.query.flag("samples", default: false)
                )
                return try .json(
                    TemplateList(templates.filter { grants.allow(.getTemplates, on: Resource(.template, $0.id)) })
                )
            },
            APIRoute(.put, "/templates", access: .needs(.createTemplate)) { try await create($0) },
            APIRoute(.post, "/templates", access: .needs(.createTemplate)) { try await create($0) },
            APIRoute(.get, Self.one, access: .needs(.getTemplates)) { request in
                try .json(await library.show(request.parameter("template")))
            },
            APIRoute(.put, Self.one, access: .needs(.updateTemplate)) { request in
                try .json(await library.change(request.parameter("template"), request.decode()))
            },
            APIRoute(.delete, Self.one, access: .needs(.deleteTemplate)) { request in
                try await library.remove(request.parameter("template"))
                return .empty()
            },
        ]
    }

    private func create(_ request: APIRequest) async throws -> Response {
        let template = try await library.add(request.decode())
        request.audit.note("template", template.id)
        return try .json(TemplateCreated(id: template.id), status: .created)
    }
}
