//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model
import Testing

/// The names of the fields that clients of the API rely on.
@Suite struct WireNameTests {
    @Test func project() throws {
        var project = Project(name: "shop")
        project.services = []
        #expect(
            try names(of: project) == [
                "created", "current_state", "description", "desired_state", "environment", "is_system", "name",
                "services", "template", "updated", "version",
            ]
        )
    }

    @Test func valuesOfVariablesMayBeNumbersAndTruthValues() throws {
        let text = #"{"template":"","environment":{"A":"x","B":3,"C":true,"D":1.5,"E":"007"}}"#
        let request = try JSONDecoder().decode(ProjectRequest.self, from: Data(text.utf8))
        #expect(request.environment == ["A": "x", "B": "3", "C": "true", "D": "1.5", "E": "007"])
        for value in ["null", "[]", "{}"] {
            let wrong = #"{"template":"","environment":{"A":\#(value)}}"#
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(ProjectRequest.self, from: Data(wrong.utf8))
            }
        }
    }

    @Test func service() throws {
        var service = ServiceObject(id: "shop_web", name: "web", project: "shop")
        service.containers = [:]
        #expect(
            try names(of: service) == [
                "compose_version", "containers", "created", "current_state", "definition", "description",
                "desired_state", "extensions", "hash", "id", "name", "project", "running_count", "updated", "version",
                "waiting",
            ]
        )
        #expect(
            try names(of: service.definition) == [
                "environment", "image", "kernel_memory", "labels", "mem_limit", "memswap_limit",
                "memswap_reservation", "oom_kill_disable", "restart", "shm_size", "volumes",
            ]
        )
        #expect(try names(of: service.extensions) == ["global", "logs", "routes", "scale"])
    }

    @Test func container() throws {
        var container = ContainerObject(id: "1", name: "/shop_web_1")
        container.ports = ["80/tcp": [ContainerObject.HostPort(hostIP: "0.0.0.0", hostPort: "8080")], "81/tcp": nil]
        #expect(
            try names(of: container) == [
                "created", "fail_count", "health", "id", "image", "image_id", "ip", "name", "node", "node_name",
                "ports", "project", "running", "service", "status", "status_ext", "vm_id",
            ]
        )
        let text = try text(of: container)
        #expect(text.contains(#""ports":{"80/tcp":[{"host_ip":"0.0.0.0","host_port":"8080"}],"81/tcp":null}"#))
        #expect(try JSONDecoder().decode(ContainerObject.self, from: Data(text.utf8)) == container)
    }

    @Test func host() throws {
        #expect(
            try names(of: Host(name: "n1", ip: "10.0.0.1")) == [
                "AgentVersion", "CPUs", "CertificateExpires", "Containers", "ContainersPaused", "ContainersRunning",
                "ContainersStopped", "EngineVersion", "Healthy", "IP", "InstanceId", "Labels", "MemoryBytes", "Name",
                "RegionId", "ReservedCPUs", "ReservedMemoryBytes", "Status", "ZoneId", "created", "updated",
            ]
        )
        var host = Host(name: "n1", ip: "10.0.0.1")
        host.diskBytes = 2
        host.diskFreeBytes = 1
        let text = String(decoding: try JSONEncoder().encode(host), as: UTF8.self)
        #expect(text.contains(#""DiskBytes":2"#) && text.contains(#""DiskFreeBytes":1"#))
    }

    @Test func cluster() throws {
        #expect(
            try names(of: ClusterObject(clusterID: "c1", name: "test")) == [
                "agent_version", "capabilities", "cluster_healthy", "cluster_id", "cluster_type", "created",
                "docker_version", "external_loadbalancer_id", "http_port", "https_port", "image_map", "instance_type",
                "master_url", "name",
                "need_update_agent", "network_mode", "node_status", "port", "region_id", "root_domain",
                "security_group_id", "size", "state", "strategy", "subnet_cidr", "swarm_mode", "updated", "vpc_id",
                "vswitch_id", "zone_id",
            ]
        )
        #expect(
            try names(of: ClusterCreated(clusterID: "c1", requestID: "r", taskID: "t"))
                == ["cluster_id", "request_id", "task_id"]
        )
    }

    @Test func configuration() throws {
        var item = ConfigurationObject(name: "shop", region: "local", version: 2)
        item.users = [.init(cluster: "test", project: "web", version: 1)]
        #expect(
            try names(of: item) == [
                "created", "description", "name", "region", "updated", "user", "users", "variable_count", "version",
            ]
        )
        item.variables = [:]
        #expect(try names(of: item).contains("variables"))
        #expect(try names(of: try #require(item.users.first)) == ["cluster", "project", "version"])
        let version = ConfigurationVersionObject(version: 1, updated: "", user: "", changes: [], isCurrent: true)
        #expect(try names(of: version) == ["changes", "is_current", "updated", "user", "version"])
        var change = ConfigurationChange(version: 2)
        change.variables = ["A": "1"]
        #expect(try text(of: change) == #"{"variables":{"A":"1"},"version":2}"#)
        var project = Project(name: "web")
        project.configurations = [ConfigurationUse(name: "shop", version: 2)]
        #expect(try text(of: project).contains(#""configurations":[{"name":"shop","version":2}]"#))
    }

    @Test func token() throws {
        let token = TokenObject(token: "t", clusterID: "c1", created: 1, expired: 2, isActive: 1)
        #expect(
            try text(of: token)
                == #"{"cluster_id":"c1","created":1,"expired":2,"is_active":1,"token":"t","updated":1}"#
        )
        #expect(
            try text(of: TokenRequest(expired: 60, isPermanently: true)) == #"{"expired":60,"is_permanently":true}"#
        )
    }

    @Test func failure() throws {
        let body = APIErrorBody(
            code: "invalid",
            message: "refused",
            requestID: "r",
            problems: [Problem(.error, message: "what", remedy: "do")]
        )
        #expect(try names(of: body) == ["code", "message", "problems", "request_id"])
        #expect(
            try names(of: try #require(body.problems?.first)) == [
                "column", "file", "key", "line", "message", "remedy", "severity",
            ]
        )
        #expect(
            try text(of: APIErrorBody(code: "notFound", message: "Not Found", requestID: "r"))
                == #"{"code":"notFound","message":"Not Found","request_id":"r"}"#
        )
    }

    @Test func requests() throws {
        let text = #"""
            {"name":"shop","template":"web:","description":"d","version":"1","environment":{"A":"1"},
            "configurations":["shop"],"latest_image":true,"unknown":1}
            """#
        let project = try JSONDecoder().decode(ProjectRequest.self, from: Data(text.utf8))
        #expect(project.name == "shop")
        #expect(project.environment == ["A": "1"])
        #expect(project.latestImage == true)
        #expect(project.configurations == ["shop"])
        #expect(try JSONDecoder().decode(ProjectRequest.self, from: Data(#"{"template":""}"#.utf8)).name == nil)
        let scale = try JSONDecoder().decode(ScaleRequest.self, from: Data(#"{"type":"scale_to","value":3}"#.utf8))
        #expect(scale == ScaleRequest(value: 3))
        let cluster = try JSONDecoder().decode(
            ClusterRequest.self,
            from: Data(
                #"{"name":"c","size":0,"network_mode":"vpc","subnet_cidr":"172.28.1.0/24","region_id":"r"}"#.utf8
            )
        )
        #expect(cluster.networkMode == "vpc")
        #expect(cluster.subnetCIDR == "172.28.1.0/24")
        #expect(cluster.regionID == "r")
    }

    @Test func streams() throws {
        #expect(
            try names(of: EventObject(id: 1, time: "", level: "info", action: "a", message: "m")) == [
                "action", "container", "id", "level", "message", "node", "project", "service", "time",
            ]
        )
        #expect(
            try names(of: LogLine(container: "c", service: "s", stream: "stdout", time: "t", text: "x"))
                == ["container", "service", "stream", "text", "time"]
        )
    }

    private func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func names(of value: some Encodable) throws -> [String] {
        try JSONDecoder().decode(Fields.self, from: JSONEncoder().encode(value)).names
    }

    private struct Fields: Decodable {
        struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        var names: [String]

        init(from decoder: any Decoder) throws {
            names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).sorted()
        }
    }
}
