//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import FoundationEssentials
import Model

@testable import Agent

/// The engine's answers as text, with what a test changes.
enum Fixtures {
    static let id = "4fa6e0f0c6786287e131c3852c58a2e01cc697a68231826813597e4994f1d6e2"

    static func container(
        id: String = id,
        name: String = "shop_web_1",
        status: String = "running",
        pid: Int = 4_242,
        started: String = "2024-05-01T10:00:01.5Z",
        labels: [String: String] = [:],
        hostConfig: String = #"{"Memory":134217728,"NanoCpus":500000000,"CpuQuota":0,"CpuPeriod":0}"#,
        networks: String = #"{"bridge":{"IPAddress":"172.17.0.2"},"multi-host-network":{"IPAddress":"10.0.1.7"}}"#,
        ports: String = #"{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"32768"}],"443/tcp":null}"#
    ) -> String {
        let labelText = (try? JSONEncoder().encode(labels)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return """
            {"Id":"\(id)","Name":"/\(name)","Created":"2024-05-01T10:00:00.123456789Z","Path":"/app","Args":[],
            "Image":"sha256:feed","RestartCount":2,"Driver":"overlay2",
            "State":{"Status":"\(status)","Running":true,"Paused":false,"OOMKilled":false,"Pid":\(pid),"ExitCode":3,
            "Error":"","StartedAt":"\(started)","FinishedAt":"0001-01-01T00:00:00Z"},
            "HostConfig":\(hostConfig),"Config":{"Image":"shop/web:1","Labels":\(labelText),"Env":["A=1"]},
            "NetworkSettings":{"Ports":\(ports),"Networks":\(networks)}}
            """
    }

    static let info = """
        {"ID":"ENGINE:1","Name":"node-1","ServerVersion":"20.10.24","OperatingSystem":"Debian","KernelVersion":"6.1.0",
        "Driver":"overlay2","OSType":"linux","NCPU":4,"MemTotal":8000000000,"Labels":["disk=ssd","empty"],"MemoryLimit":true,"CpuCfsQuota":true,
        "LiveRestoreEnabled":false,"DockerRootDir":"/tmp","Swarm":{"LocalNodeState":"active","ControlAvailable":true,"NodeID":"x"}}
        """

    static let version = #"{"Version":"20.10.24","ApiVersion":"1.41"}"#

    static func decode<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    static func status(
        id: ContainerID = ContainerID(id),
        state: ContainerStatus.State = .running,
        started: Int64 = 100,
        hasProbe: Bool = true
    ) -> ContainerStatus {
        var status = ContainerStatus(id: id, name: "c", image: "i", state: state, created: Timestamp(seconds: 1))
        status.started = Timestamp(seconds: started)
        if hasProbe { status.labels[ContainerLabels.probe] = "{}" }
        return status
    }
}
