//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes

/// A form that changes something.
enum Form {
    /// - Parameters:
    ///   - action: Where it is sent.
    ///   - fields: Its fields.
    ///   - button: What its button says.
    ///   - failure: Why it was refused, when it was.
    ///   - back: Where it goes without doing anything.
    ///   - context: The page's.
    /// - Returns: The form.
    static func html(
        _ action: Path,
        _ fields: HTML,
        button: String,
        failure: APIRefusal? = nil,
        back: Path? = nil,
        _ context: PageContext
    ) -> HTML {
        let cancel: HTML? = back.map { "<a class=\"btn btn-outline-secondary\" href=\"\($0)\">\(context(.cancel))</a>" }
        let alert = failure.map { Alert.failure($0.message, problems: $0.body.problems ?? [], context) }
        return """
            \(alert)<form method="post" action="\(action)">\(context.formFields)\(fields)
            <div class="d-flex gap-2"><button class="btn btn-primary">\(button)</button>\(cancel)</div></form>
            """
    }
}

extension PageRequest {
    /// What was typed into a form that is shown again, or else what is there.
    func typed(_ name: String, _ value: String = "") -> String { form.isEmpty ? value : form.raw(name) }

    /// Does what a form asks for and goes on to another page; shows the form again when the API refuses.
    func submit(
        _ notice: Text,
        at path: Path,
        _ action: () async throws -> Void,
        refused: (APIRefusal) async throws -> ConsoleResponse
    ) async throws -> ConsoleResponse {
        do {
            return try await done(notice, at: path, action)
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await refused(refusal)
        }
    }

    /// The answer with a page whose form was refused, or wasn't sent yet.
    func show(_ page: Page, refusal: APIRefusal?) -> ConsoleResponse {
        show(page, status: refusal.map { .init(code: $0.status) } ?? .ok)
    }

    /// The answer with a question before something is done that can't be undone.
    func ask(
        _ confirmation: Confirmation,
        section: Page.Section,
        crumbs: [Page.Crumb],
        refusal: APIRefusal? = nil
    ) -> ConsoleResponse {
        let alert = refusal.map { Alert.failure($0.message, problems: $0.body.problems ?? [], context) }
        return show(
            Page(
                title: confirmation.title,
                section: section,
                crumbs: crumbs,
                content: (alert ?? .empty) + confirmation.content(context)
            ),
            refusal: refusal
        )
    }
}
