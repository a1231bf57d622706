//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import Model

/// Where a request to a cluster's endpoint belongs in the management API.
enum EndpointPath {
    /// What isn't the Docker Engine API.
    private static let applicationCalls: Set<String> = ["projects", "services", "hosts"]

    /// The same request's path, with its query, in the management API: the application API's calls are those of the
    /// cluster, and all else is the Docker Engine API of the cluster.
    static func rewritten(_ target: String, for cluster: ClusterID) -> String {
        let path = target.prefix { $0 != "?" }
        let first = path.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        let isOfApplications = PercentEncoding.decode(first).map(applicationCalls.contains) ?? false
        return prefix(cluster) + (isOfApplications ? "" : "/docker") + (target.hasPrefix("/") ? "" : "/") + target
    }

    /// The path at the endpoint of what the management API says is somewhere.
    static func restored(_ location: String, for cluster: ClusterID) -> String {
        let prefix = prefix(cluster)
        return location.hasPrefix(prefix + "/") ? String(location.dropFirst(prefix.count)) : location
    }

    private static func prefix(_ cluster: ClusterID) -> String {
        "/clusters/" + PercentEncoding.encode(cluster.rawValue)
    }
}
