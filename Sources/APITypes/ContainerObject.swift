//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A container as the API shows it.
package struct ContainerObject: Codable, Sendable, Hashable {
    package struct HostPort: Codable, Sendable, Hashable {
        package var hostIP: String
        package var hostPort: String

        package init(hostIP: String, hostPort: String) {
            self.hostIP = hostIP
            self.hostPort = hostPort
        }

        enum CodingKeys: String, CodingKey {
            case hostIP = "host_ip"
            case hostPort = "host_port"
        }
    }

    package var id: String
    /// With a leading slash.
    package var name: String
    /// The node's address.
    package var node: String
    package var nodeName: String
    package var vmID: String
    package var ip: String
    package var running: Bool
    package var status: String
    /// `healthy`, `unhealthy`, `starting` or `none`.
    package var health: String
    /// The exit code, the engine's error, or what the last failed probe said.
    package var statusExt: String
    package var failCount: Int
    package var ports: [String: [HostPort]?]
    package var image: String
    package var imageID: String
    package var project: String
    package var service: String
    package var created: String
    /// Of a job: the number of its run.
    package var run: Int?

    package init(id: String, name: String) {
        self.id = id
        self.name = name
        node = ""
        nodeName = ""
        vmID = ""
        ip = ""
        running = false
        status = ""
        health = ""
        statusExt = ""
        failCount = 0
        ports = [:]
        image = ""
        imageID = ""
        project = ""
        service = ""
        created = ""
    }

    enum CodingKeys: String, CodingKey {
        case id, name, node, ip, running, status, health, ports, image, project, service, created, run
        case nodeName = "node_name"
        case vmID = "vm_id"
        case statusExt = "status_ext"
        case failCount = "fail_count"
        case imageID = "image_id"
    }
}

/// A line of a container's log.
package struct LogLine: Codable, Sendable, Hashable {
    package var container: String
    package var service: String
    /// `stdout` or `stderr`.
    package var stream: String
    package var time: String
    package var text: String

    package init(container: String, service: String, stream: String, time: String, text: String) {
        self.container = container
        self.service = service
        self.stream = stream
        self.time = time
        self.text = text
    }
}
