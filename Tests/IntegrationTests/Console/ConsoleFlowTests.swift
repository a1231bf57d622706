//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// The console as people use it, in headless Chromium: each flow of Tests/Browser on the cluster.
///
/// What pages look like is kept in `.build/screenshots`. A flow fails as well for a script's error, for whatever the
/// pages' security policy blocks, for a page that is wider than its window, and for serious findings of axe-core.
@Suite(.needsCluster, .sharesCluster, .serialized)
struct ConsoleFlowTests {
    @Test(arguments: [
        "start", "applications", "balancers", "clusters", "configurations", "containers", "jobs", "releases",
        "templates", "users",
    ])
    func flow(name: String) async throws { try await ConsoleFlow.run(name) }
}
