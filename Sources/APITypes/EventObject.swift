//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A word that something changed in a cluster, be it an event or not.
package struct ClusterChange: Codable, Sendable, Hashable {
    package var clusterID: String

    package init(clusterID: String) { self.clusterID = clusterID }

    enum CodingKeys: String, CodingKey {
        case clusterID = "cluster_id"
    }
}

/// Something that happened to an application, a node or a cluster.
package struct EventObject: Codable, Sendable, Hashable {
    /// Grows with each event of a cluster.
    package var id: Int64
    package var time: String
    /// `info`, `warning` or `error`.
    package var level: String
    package var project: String
    package var service: String
    package var container: String
    package var node: String
    /// A word for programs, such as `container.started`.
    package var action: String
    /// A sentence for people.
    package var message: String

    package init(id: Int64, time: String, level: String, action: String, message: String) {
        self.id = id
        self.time = time
        self.level = level
        self.action = action
        self.message = message
        project = ""
        service = ""
        container = ""
        node = ""
    }
}
