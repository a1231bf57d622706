//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Some of a cluster's nodes.
package struct NodePage: Codable, Sendable, Hashable {
    package struct Page: Codable, Sendable, Hashable {
        /// From 1.
        package var number: Int
        package var size: Int
        package var total: Int

        enum CodingKeys: String, CodingKey {
            case number = "page_number"
            case size = "page_size"
            case total = "total_count"
        }
    }

    package var nodes: [Host]
    package var page: Page

    /// The page of a number; beyond the last one there is nothing on it.
    package init(of nodes: [Host], number: Int, size: Int) {
        let (start, isBeyond) = (number - 1).multipliedReportingOverflow(by: size)
        self.nodes = isBeyond ? [] : Array(nodes.dropFirst(start).prefix(size))
        page = Page(number: number, size: size, total: nodes.count)
    }
}

/// Where a cluster is reached.
package struct ClusterEndpoints: Codable, Sendable, Hashable {
    package var apiServer: String
    package var intranetAPIServer: String
    package var dashboard: String
    package var mirana: String
    package var reverseTunnel: String

    /// - Parameters:
    ///   - master: The cluster's endpoint.
    ///   - server: The management API.
    package init(master: String, server: String) {
        (apiServer, intranetAPIServer, dashboard) = (master, master, server)
        (mirana, reverseTunnel) = ("", "")
    }

    enum CodingKeys: String, CodingKey {
        case apiServer = "api_server_endpoint"
        case intranetAPIServer = "intranet_api_server_endpoint"
        case dashboard = "dashboard_endpoint"
        case mirana = "mirana_endpoint"
        case reverseTunnel = "reverse_tunnel_endpoint"
    }
}

/// An event of a cluster as a line of its log.
package struct ClusterLogLine: Codable, Sendable, Hashable {
    package var id: Int64
    package var clusterID: String
    package var text: String
    /// `info`, `warning` or `error`.
    package var level: String
    package var created: String
    package var updated: String

    package init(_ event: EventObject, clusterID: String) {
        id = event.id
        self.clusterID = clusterID
        text = event.message
        level = event.level
        created = event.time
        updated = event.time
    }

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case clusterID = "cluster_id"
        case text = "cluster_log"
        case level = "log_level"
        case created, updated
    }
}

/// Something that was asked of a cluster and may take its time.
package struct ClusterTask: Codable, Sendable, Hashable {
    package var id: String
    package var clusterID: String
    /// Such as `cluster_create`.
    package var kind: String
    /// `success`: what is accepted is done, but for the containers, whose states tell of them.
    package var state: String
    /// RFC 3339.
    package var created: String

    package init(id: String, clusterID: String, kind: String, state: String, created: String) {
        self.id = id
        self.clusterID = clusterID
        self.kind = kind
        self.state = state
        self.created = created
    }

    enum CodingKeys: String, CodingKey {
        case id = "task_id"
        case clusterID = "cluster_id"
        case kind = "task_type"
        case state, created
    }
}
