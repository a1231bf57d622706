//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// The body of creating or updating an application.
package struct ProjectRequest: Codable, Sendable, Hashable {
    /// Left out of an update, where the path names the application.
    package var name: String?
    package var template: String
    package var description: String?
    package var version: String?
    /// Values for the template's variables.
    package var environment: [String: String]?
    /// Configuration items with more values; of those that have the same variable a later one counts, and
    /// `environment` before all.
    package var configurations: [String]?
    /// The text of the files beside the template that it names, by the paths that it says.
    package var files: [String: String]?
    /// In an update: the paths of files that stay as the running version has them.
    package var keptFiles: [String]?
    package var latestImage: Bool?
    /// `rolling`, a few containers at a time, or `blue-green`, the new services beside the old ones; left out for what
    /// the template says.
    package var updateMethod: String?
    /// The same for later updates that don't say it.
    package var defaultUpdateMethod: String?
    /// `pause`, `continue` or `rollback`, when a new container fails; left out for what the template says.
    package var failureAction: String?
    /// Seconds that the update waits for a new container to be well; left out for 300.
    package var updateLimit: Int?
    /// Whether what is replaced gets new nodes, without the data that it has on the old ones.
    package var reschedule: Bool?
    /// The template's file name, for messages.
    package var file: String?

    package init(name: String?, template: String) {
        self.name = name
        self.template = template
    }

    enum CodingKeys: String, CodingKey {
        case name, template, description, version, environment, configurations, files, file, reschedule
        case keptFiles = "kept_files"
        case latestImage = "latest_image"
        case updateMethod = "update_method"
        case defaultUpdateMethod = "default_update_method"
        case failureAction = "failure_action"
        case updateLimit = "update_limit"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        template = try container.decode(String.self, forKey: .template)
        description = try container.decodeIfPresent(String.self, forKey: .description)
        version = try container.decodeIfPresent(String.self, forKey: .version)
        // Clients of typed languages write numbers and truth values as what they are.
        environment = try container.decodeIfPresent([String: VariableText].self, forKey: .environment)?
            .mapValues(\.text)
        configurations = try container.decodeIfPresent([String].self, forKey: .configurations)
        files = try container.decodeIfPresent([String: String].self, forKey: .files)
        keptFiles = try container.decodeIfPresent([String].self, forKey: .keptFiles)
        latestImage = try container.decodeIfPresent(Bool.self, forKey: .latestImage)
        updateMethod = try container.decodeIfPresent(String.self, forKey: .updateMethod)
        defaultUpdateMethod = try container.decodeIfPresent(String.self, forKey: .defaultUpdateMethod)
        failureAction = try container.decodeIfPresent(String.self, forKey: .failureAction)
        updateLimit = try container.decodeIfPresent(Int.self, forKey: .updateLimit)
        reschedule = try container.decodeIfPresent(Bool.self, forKey: .reschedule)
        file = try container.decodeIfPresent(String.self, forKey: .file)
    }
}

/// The answer of creating and updating an application.
package struct ProjectAccepted: Codable, Sendable, Hashable {
    /// What in the template has no effect, or a doubtful one.
    package var warnings: [Problem]

    package init(warnings: [Problem]) { self.warnings = warnings }
}

/// The body of scaling a service.
package struct ScaleRequest: Codable, Sendable, Hashable {
    package var type: String
    package var value: Int

    package init(value: Int) {
        type = "scale_to"
        self.value = value
    }
}

/// The body of creating a cluster.
package struct ClusterRequest: Codable, Sendable, Hashable {
    package var name: String
    package var size: Int?
    package var networkMode: String?
    /// The network that containers get their addresses from.
    package var subnetCIDR: String?
    package var regionID: String?
    package var rootDomain: String?
    /// Which node gets a container: `spread`, `binpack` (or `binpacking`) or `random`; spread when nil.
    package var strategy: String?
    /// Whether a load balancer is made that leads from port 80 of the nodes to the routing of the cluster.
    package var needsLoadBalancer: Bool?

    package init(name: String) { self.name = name }

    enum CodingKeys: String, CodingKey {
        case name, size, strategy
        case needsLoadBalancer = "need_slb"
        case networkMode = "network_mode"
        case subnetCIDR = "subnet_cidr"
        case regionID = "region_id"
        case rootDomain = "root_domain"
    }
}

/// The body of setting a cluster's domain.
package struct DomainRequest: Codable, Sendable, Hashable {
    /// The domain that route prefixes are put before; empty for the default one.
    package var domain: String
    /// The port at which clients reach the cluster's addresses of http, of what stands before its nodes; as it is when
    /// nil.
    package var httpPort: Int?
    /// The same for https.
    package var httpsPort: Int?

    package init(domain: String, httpPort: Int? = nil, httpsPort: Int? = nil) {
        self.domain = domain
        self.httpPort = httpPort
        self.httpsPort = httpsPort
    }

    enum CodingKeys: String, CodingKey {
        case domain
        case httpPort = "http_port"
        case httpsPort = "https_port"
    }
}

/// The answer of creating a cluster.
package struct ClusterCreated: Codable, Sendable, Hashable {
    package var clusterID: String
    package var requestID: String
    package var taskID: String

    package init(clusterID: String, requestID: String, taskID: String) {
        self.clusterID = clusterID
        self.requestID = requestID
        self.taskID = taskID
    }

    enum CodingKeys: String, CodingKey {
        case clusterID = "cluster_id"
        case requestID = "request_id"
        case taskID = "task_id"
    }
}

/// The body of making a join token.
package struct TokenRequest: Codable, Sendable, Hashable {
    /// Seconds until it ends; a day when left out.
    package var expired: Int64?
    package var isPermanently: Bool?

    package init(expired: Int64? = nil, isPermanently: Bool? = nil) {
        self.expired = expired
        self.isPermanently = isPermanently
    }

    enum CodingKeys: String, CodingKey {
        case expired
        case isPermanently = "is_permanently"
    }
}

/// The body of a cluster's registry login.
package struct RegistryLogin: Codable, Sendable, Hashable {
    package var domain: String
    package var user: String
    package var password: String
    package var email: String?

    package init(domain: String, user: String, password: String) {
        self.domain = domain
        self.user = user
        self.password = password
    }
}

/// The body of a login.
package struct LoginRequest: Codable, Sendable, Hashable {
    package var user: String
    package var password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// The answer of a login: a bearer token.
package struct LoginResponse: Codable, Sendable, Hashable {
    package var token: String
    package var user: String
    /// RFC 3339.
    package var expires: String

    package init(token: String, user: String, expires: String) {
        self.token = token
        self.user = user
        self.expires = expires
    }
}

/// The body of every answer that tells of a failure.
package struct APIErrorBody: Codable, Sendable, Hashable, Error {
    package var code: String
    package var message: String
    package var requestID: String
    /// For a refused template: each problem.
    package var problems: [Problem]?

    package init(code: String, message: String, requestID: String, problems: [Problem]? = nil) {
        self.code = code
        self.message = message
        self.requestID = requestID
        self.problems = problems
    }

    enum CodingKeys: String, CodingKey {
        case code, message, problems
        case requestID = "request_id"
    }
}

/// The way to join a machine to a cluster.
package struct JoinCommand: Codable, Sendable, Hashable {
    /// One line for a root shell.
    package var command: String
    package var token: String
    /// SHA-256 of the authority's certificate, hexadecimal.
    package var fingerprint: String
    package var server: String

    package init(command: String, token: String, fingerprint: String, server: String) {
        self.command = command
        self.token = token
        self.fingerprint = fingerprint
        self.server = server
    }
}
