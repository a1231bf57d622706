//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Buttons and links that look like buttons.
enum Button {
    enum Style: String, Sendable {
        case primary, secondary = "outline-secondary", danger = "outline-danger"
    }

    static func link(_ text: String, _ path: Path, style: Style = .secondary) -> HTML {
        "<a class=\"btn btn-sm btn-\(style.rawValue)\" href=\"\(path)\">\(text)</a>"
    }

    /// A button that does something at once, which can be undone by another.
    static func post(_ text: String, _ path: Path, style: Style = .secondary, _ context: PageContext) -> HTML {
        """
        <form method="post" action="\(path)" class="d-inline">\(context.formFields)\
        <button class="btn btn-sm btn-\(style.rawValue)">\(text)</button></form>
        """
    }
}
