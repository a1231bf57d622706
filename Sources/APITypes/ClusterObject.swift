//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A cluster as the API shows it.
package struct ClusterObject: Codable, Sendable, Hashable {
    package var clusterID: String
    package var name: String
    /// `inactive`, `initial`, `running`, `updating`, `scaling`, `failed`, `deleting`, `deleteFailed`.
    package var state: String
    package var size: Int
    package var created: String
    package var updated: String
    package var regionID: String
    package var zoneID: String
    package var networkMode = "vpc"
    package var subnetCIDR: String
    package var clusterType = "aliyun"
    package var dockerVersion: String
    package var agentVersion: String
    /// Where the cluster's endpoint is: `https://host:port`.
    package var masterURL: String
    /// The endpoint's port.
    package var port = 0
    /// JSON in a string: `{"health":2,"unhealth":1}`.
    package var nodeStatus: String
    /// The domain under which prefixes are routed.
    package var rootDomain: String
    /// The port at which clients reach the cluster's addresses of http.
    package var httpPort = 80
    /// The port at which clients reach the cluster's addresses of https.
    package var httpsPort = 443
    /// Which of the nodes that can take a container gets it: `spread`, `binpack` or `random`.
    package var strategy: String
    /// Image references by prefix and what takes its place.
    package var imageMap: [String: String]
    /// `health` while all nodes are ready, or else `unhealth`.
    package var healthy = ""
    /// What clients may ask of a cluster, by the names that the container service gives it.
    package var capabilities: [String: Bool] = [:]
    /// Always false: Gantry doesn't run Docker's services, it makes containers.
    package var swarmMode = false
    package var needsAgentUpdate = false
    // What a cluster has of a cloud's and not of one's own machines.
    package var externalLoadBalancerID = ""
    package var securityGroupID = ""
    package var networkID = ""
    package var switchID = ""
    package var instanceType = ""

    package init(clusterID: String, name: String) {
        self.clusterID = clusterID
        self.name = name
        state = ""
        size = 0
        created = ""
        updated = ""
        regionID = ""
        zoneID = ""
        subnetCIDR = ""
        dockerVersion = ""
        agentVersion = ""
        masterURL = ""
        nodeStatus = ""
        rootDomain = ""
        strategy = ""
        imageMap = [:]
    }

    enum CodingKeys: String, CodingKey {
        case clusterID = "cluster_id"
        case name, state, size, created, updated, strategy
        case regionID = "region_id"
        case zoneID = "zone_id"
        case networkMode = "network_mode"
        case subnetCIDR = "subnet_cidr"
        case clusterType = "cluster_type"
        case dockerVersion = "docker_version"
        case agentVersion = "agent_version"
        case masterURL = "master_url"
        case nodeStatus = "node_status"
        case rootDomain = "root_domain"
        case httpPort = "http_port"
        case httpsPort = "https_port"
        case imageMap = "image_map"
        case port, capabilities
        case healthy = "cluster_healthy"
        case swarmMode = "swarm_mode"
        case needsAgentUpdate = "need_update_agent"
        case externalLoadBalancerID = "external_loadbalancer_id"
        case securityGroupID = "security_group_id"
        case networkID = "vpc_id"
        case switchID = "vswitch_id"
        case instanceType = "instance_type"
    }
}

/// A join token as the API shows it.
package struct TokenObject: Codable, Sendable, Hashable {
    package var token: String
    package var clusterID: String
    /// Unix seconds.
    package var created: Int64
    package var updated: Int64
    /// Unix seconds of the end; 0 for never.
    package var expired: Int64
    /// 1 while it can be used.
    package var isActive: Int

    package init(token: String, clusterID: String, created: Int64, expired: Int64, isActive: Int) {
        self.token = token
        self.clusterID = clusterID
        self.created = created
        updated = created
        self.expired = expired
        self.isActive = isActive
    }

    enum CodingKeys: String, CodingKey {
        case token, created, updated, expired
        case clusterID = "cluster_id"
        case isActive = "is_active"
    }
}
