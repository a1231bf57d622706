//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A page's content and what surrounds it.
struct Page: Sendable {
    /// The parts of the console that the navigation leads to.
    enum Section: Sendable, Hashable, CaseIterable {
        case overview, clusters, nodes, applications, services, containers, configurations, routes, volumes, events
        case templates, loadBalancers, users, keys, audit, settings
    }

    /// A page that this one is part of.
    struct Crumb: Sendable {
        var name: String
        var path: Path
    }

    var title: String
    var section: Section?
    var crumbs: [Crumb] = []
    var content: HTML
    /// What to do with the thing that the page is about: links and buttons beside the title.
    var actions: HTML = .empty
    /// The address of the events that the page's live regions follow; nil for a page that stays as it is.
    var live: Path?
    /// Further modules that it needs, such as the editor.
    var modules: [PageModule] = []
}

/// A part of the console that runs in the browser, beside the one that every page has.
enum PageModule: String, Sendable, Hashable {
    case editor, terminal, logs, statistics
}
