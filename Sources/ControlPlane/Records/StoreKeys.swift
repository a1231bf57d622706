//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Where the control plane keeps what in the Store.
enum StoreKeys {
    static let format = "/format"
    static let clusters = "/clusters/"
    static let tokens = "/tokens/"
    static let balancers = "/balancers/"

    static func cluster(_ id: ClusterID) -> String { clusters + id.rawValue }
    static func balancer(_ name: BalancerName) -> String { balancers + name.rawValue }
    static func token(_ digest: String) -> String { tokens + digest }

    /// Everything that belongs to a cluster but the cluster's own record.
    static func contents(of cluster: ClusterID) -> String { "/cluster/\(cluster)/" }
    static func nodes(_ cluster: ClusterID) -> String { contents(of: cluster) + "nodes/" }
    static func node(_ cluster: ClusterID, _ id: NodeID) -> String { nodes(cluster) + id.rawValue }
    static func applications(_ cluster: ClusterID) -> String { contents(of: cluster) + "applications/" }
    static func application(_ cluster: ClusterID, _ id: ApplicationID) -> String {
        applications(cluster) + id.rawValue
    }
    static func assignments(_ cluster: ClusterID) -> String { contents(of: cluster) + "assignments/" }
    static func assignments(_ cluster: ClusterID, _ id: ApplicationID) -> String {
        assignments(cluster) + id.rawValue
    }
    static func job(_ cluster: ClusterID, _ application: ApplicationID) -> String {
        contents(of: cluster) + "jobs/" + application.rawValue
    }
    static func runs(_ cluster: ClusterID, _ application: ApplicationID) -> String {
        contents(of: cluster) + "runs/" + application.rawValue + "/"
    }
    /// Sorted by number.
    static func run(_ cluster: ClusterID, _ application: ApplicationID, _ number: Int) -> String {
        runs(cluster, application) + padded(Int64(number), to: 16)
    }
    static func versions(_ cluster: ClusterID, _ application: ApplicationID) -> String {
        contents(of: cluster) + "versions/" + application.rawValue + "/"
    }
    /// Sorted by time.
    static func version(_ cluster: ClusterID, _ application: ApplicationID, _ deployed: Timestamp) -> String {
        versions(cluster, application) + padded(deployed.nanoseconds, to: 20)
    }
    /// Those of the clusters of a region.
    static func configurations(_ region: String) -> String { "/configurations/\(region)/" }
    static func configuration(_ region: String, _ name: ConfigurationName) -> String {
        configurations(region) + name.rawValue
    }
    static func configurationVersions(_ region: String, _ name: ConfigurationName) -> String {
        "/configuration-versions/\(region)/\(name)/"
    }
    /// Sorted by number.
    static func configurationVersion(_ region: String, _ name: ConfigurationName, _ version: Int) -> String {
        configurationVersions(region, name) + padded(Int64(version), to: 16)
    }
    static func dockerContainers(_ cluster: ClusterID) -> String { contents(of: cluster) + "docker-containers/" }
    /// By the ID that the container keeps on other nodes.
    static func dockerContainer(_ cluster: ClusterID, _ swarmID: String) -> String {
        dockerContainers(cluster) + swarmID
    }
    static func events(_ cluster: ClusterID) -> String { contents(of: cluster) + "events/" }
    static func event(_ cluster: ClusterID, _ id: Int64) -> String {
        events(cluster) + padded(id, to: 16)
    }

    /// A number so that numbers sort as texts do.
    private static func padded(_ number: Int64, to count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
