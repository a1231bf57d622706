//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPText
import HTTPTypes
import Model

/// One address of the console: its method, the form of its path, and what answers it.
struct PageRoute: Sendable {
    typealias Handler = @Sendable (PageRequest) async throws -> ConsoleResponse

    let method: HTTPRequest.Method
    let path: PathPattern
    /// Whether it is for browsers that aren't logged in as well.
    let isPublic: Bool
    let handler: Handler

    /// A page; its path has a form such as `/clusters/{cluster}`, under `/console`.
    static func get(_ path: String, isPublic: Bool = false, _ handler: @escaping Handler) -> PageRoute {
        PageRoute(method: .get, path: PathPattern(Console.root + path), isPublic: isPublic, handler: handler)
    }

    /// What a form does.
    static func post(_ path: String, isPublic: Bool = false, _ handler: @escaping Handler) -> PageRoute {
        PageRoute(method: .post, path: PathPattern(Console.root + path), isPublic: isPublic, handler: handler)
    }
}

/// A request with all that its page needs.
struct PageRequest: Sendable {
    let request: ConsoleRequest
    /// The API as the user of the session.
    let api: Session
    let context: PageContext

    var query: FormValues { request.query }
    var form: FormValues { request.form }

    /// The decoded value of a part of the path.
    func parameter(_ name: String) -> String { request.parameter(name) }

    /// The cluster that the path names.
    var cluster: String { parameter("cluster") }

    /// The page's text in the browser's language.
    func callAsFunction(_ text: Text) -> String { context(text) }

    /// The answer with a page.
    func show(_ page: Page, status: HTTPResponse.Status = .ok) -> ConsoleResponse {
        .page(Layout(context: context).document(page), status: status)
    }

    /// Does something and goes to another page, which says that it is done; what the API refuses is shown instead.
    func done(
        _ notice: Text,
        at path: Path,
        _ action: () async throws -> Void
    ) async throws -> ConsoleResponse {
        try await action()
        return see(path, Notice(text: context(notice)))
    }

    /// Has a template deployed and goes to its application's page, which says so and what was doubtful in the template.
    func deployed(
        _ notice: Text,
        at path: Path,
        _ action: () async throws -> ProjectAccepted
    ) async throws -> ConsoleResponse {
        let warnings = try await action().warnings
        return see(
            path,
            Notice(
                text: context(notice),
                warnings: warnings.map { context.said($0).description },
                more: context(.moreWarnings)
            )
        )
    }

    private func see(_ path: Path, _ notice: Notice) -> ConsoleResponse {
        var response = ConsoleResponse.see(path.text)
        response.setCookie(PageContext.noticeCookie, PercentEncoding.encode(notice.cookie))
        return response
    }
}
