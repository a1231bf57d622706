//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A part of a page that is kept up to date while the page is open: it is replaced when something happened.
enum Live {
    /// The ID is unique on the page.
    static func region(_ id: String, _ content: HTML) -> HTML { "<div id=\"\(id)\" data-live>\(content)</div>" }
}
