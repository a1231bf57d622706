//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Which containers of a cluster are asked for.
package struct ContainerFilter: Sendable, Hashable {
    /// Part of the name, the image or the beginning of the ID; nil for any.
    package var text: String?
    /// Names; nil for any.
    package var node: String?
    package var project: String?
    package var service: String?
    /// Such as `running`, or how it is: `healthy`, `unhealthy`; nil for any.
    package var state: String?

    package init() {}
}

/// Some of a cluster's containers, by name.
package struct ContainerPage: Codable, Sendable, Hashable {
    package var containers: [ContainerObject]
    /// How many the filters leave.
    package var total: Int
    /// From 1.
    package var page: Int
    package var size: Int
    /// How many of those that the filters leave run.
    package var running: Int

    package init(containers: [ContainerObject], total: Int, page: Int, size: Int, running: Int) {
        self.containers = containers
        self.total = total
        self.page = page
        self.size = size
        self.running = running
    }
}
