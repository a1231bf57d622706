//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A card with a heading.
enum Card {
    static func html(_ title: String, _ content: HTML, actions: HTML = .empty) -> HTML {
        """
        <section class="card mb-3"><div class="card-header d-flex flex-wrap gap-2 align-items-center">\
        <h2 class="h6 mb-0 me-auto">\(title)</h2>\(actions)</div>
        <div class="card-body">\(content)</div></section>
        """
    }
}
