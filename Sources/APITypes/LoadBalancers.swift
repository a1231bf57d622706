//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of making a load balancer.
package struct LoadBalancerRequest: Codable, Sendable, Hashable {
    package var name: String
    package var listeners: [ListenerObject]?
    /// The names of the nodes that it is to run on; all when left out.
    package var nodes: [String]?
    /// Whether it is to run on the server's own host and on no node.
    package var onServer: Bool?
    package var connectionLimit: Int?
    /// Megabits a second.
    package var bandwidthLimit: Int?
    package var check: LoadBalancerCheck?
    /// An IPv4 address of the nodes' network with its prefix, which one of its nodes has at a time.
    package var address: String?

    package init(name: String) { self.name = name }

    enum CodingKeys: String, CodingKey {
        case name, listeners, nodes, check, address
        case onServer = "on_server"
        case connectionLimit = "connection_limit"
        case bandwidthLimit = "bandwidth_limit"
    }
}

/// The body of changing a load balancer; what is left out stays.
package struct LoadBalancerChange: Codable, Sendable, Hashable {
    /// Empty for all nodes; given, it runs on no other machine any more.
    package var nodes: [String]?
    /// True moves it to the server's own host.
    package var onServer: Bool?
    /// 0 for no limit.
    package var connectionLimit: Int?
    /// Megabits a second; 0 for no limit.
    package var bandwidthLimit: Int?
    package var check: LoadBalancerCheck?
    /// Empty for none.
    package var address: String?

    package init() {}

    enum CodingKeys: String, CodingKey {
        case nodes, check, address
        case onServer = "on_server"
        case connectionLimit = "connection_limit"
        case bandwidthLimit = "bandwidth_limit"
    }
}

/// A port and what is spoken there: the body of adding a listener.
package struct ListenerObject: Codable, Sendable, Hashable {
    package var port: Int
    /// `tcp`, `http`, `https` or `udp`.
    package var scheme: String
    /// The port of the `https` listener that an `http` listener sends its clients to; it answers itself when left out.
    package var redirectHTTPS: Int?

    package init(port: Int, scheme: String) {
        self.port = port
        self.scheme = scheme
    }

    enum CodingKeys: String, CodingKey {
        case port, scheme
        case redirectHTTPS = "redirect_https"
    }
}

/// The body of changing a listener; what is left out stays.
package struct ListenerChange: Codable, Sendable, Hashable {
    /// The port of the `https` listener that it sends its clients to; 0 to have it answer itself.
    package var redirectHTTPS: Int?

    package init(redirectHTTPS: Int? = nil) { self.redirectHTTPS = redirectHTTPS }

    enum CodingKeys: String, CodingKey {
        case redirectHTTPS = "redirect_https"
    }
}

/// How a load balancer finds out that a container doesn't answer; what is left out stays, or is as usual.
package struct LoadBalancerCheck: Codable, Sendable, Hashable {
    /// What HTTP listeners ask for; empty for a connection alone.
    package var path: String?
    package var intervalSeconds: Int?
    /// How many failures take a container out.
    package var fall: Int?
    /// How many successes bring it back.
    package var rise: Int?

    package init() {}

    enum CodingKeys: String, CodingKey {
        case path, fall, rise
        case intervalSeconds = "interval_seconds"
    }
}

/// The body of binding a load balancer to a cluster, and of taking it away.
package struct LoadBalancerBinding: Codable, Sendable, Hashable {
    /// The cluster's name or ID.
    package var cluster: String
    /// Whether it is to lead to the routing of the cluster's nodes.
    package var isDefault: Bool?

    package init(cluster: String) { self.cluster = cluster }

    enum CodingKeys: String, CodingKey {
        case cluster
        case isDefault = "default"
    }
}

/// A load balancer as the API shows it.
package struct LoadBalancerObject: Codable, Sendable, Hashable {
    package struct Listener: Codable, Sendable, Hashable {
        package var port: Int
        package var scheme: String
        /// Whether it is there only because a service asks for it.
        package var automatic: Bool
        /// `application_service`.
        package var services: [String] = []
        package var servers: [RouteObject.Server] = []
        /// The nodes where a container itself has the port.
        package var leftTo: [String] = []
        /// The port of the `https` listener that it sends its clients to.
        package var redirectHTTPS: Int?

        package init(port: Int, scheme: String, automatic: Bool) {
            self.port = port
            self.scheme = scheme
            self.automatic = automatic
        }

        enum CodingKeys: String, CodingKey {
            case port, scheme, automatic, services, servers
            case leftTo = "left_to"
            case redirectHTTPS = "redirect_https"
        }
    }

    /// A certificate of its `https` listeners; keys are never shown.
    package struct Certificate: Codable, Sendable, Hashable {
        package var name: String
        /// The DNS names and IP addresses that it is for.
        package var names: [String]
        package var issuer: String
        /// RFC 3339 with fractional seconds.
        package var begins: String
        package var expires: String
        /// Whole days until it expires; below 0 when it has.
        package var daysLeft: Int
        /// SHA-256, hexadecimal.
        package var fingerprint: String

        package init(
            name: String,
            names: [String],
            issuer: String,
            begins: String,
            expires: String,
            daysLeft: Int,
            fingerprint: String
        ) {
            self.name = name
            self.names = names
            self.issuer = issuer
            self.begins = begins
            self.expires = expires
            self.daysLeft = daysLeft
            self.fingerprint = fingerprint
        }

        enum CodingKeys: String, CodingKey {
            case name, names, issuer, begins, expires, fingerprint
            case daysLeft = "days_left"
        }
    }

    package var name: String
    /// The name of the cluster that it is bound to; empty for none.
    package var cluster = ""
    /// Whether it leads to the routing of that cluster's nodes.
    package var isDefault = false
    /// By port.
    package var listeners: [Listener] = []
    /// The names of the nodes that it runs on; empty for all.
    package var nodes: [String] = []
    /// Whether it runs on the server's own host instead.
    package var onServer = false
    /// Connections at a time for each listener on each node; nil for as many as fit.
    package var connectionLimit: Int?
    /// Megabits a second that each listener carries on each node, each way; nil for as many as fit.
    package var bandwidthLimit: Int?
    package var check = LoadBalancerCheck()
    /// The address that one of its nodes has at a time; nil for none.
    package var address: String?
    /// By name.
    package var certificates: [Certificate] = []
    /// What services ask of it and don't get, and what it doesn't do where it runs; why, and what to do.
    package var problems: [String] = []
    /// RFC 3339 with fractional seconds.
    package var created = ""
    package var updated = ""

    package init(name: String) { self.name = name }

    enum CodingKeys: String, CodingKey {
        case name, cluster, listeners, nodes, check, address, certificates, problems, created, updated
        case isDefault = "default"
        case onServer = "on_server"
        case connectionLimit = "connection_limit"
        case bandwidthLimit = "bandwidth_limit"
    }
}
