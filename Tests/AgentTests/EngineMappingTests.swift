//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import FoundationEssentials
import Model
import Testing

@testable import Agent

@Suite struct EngineMappingTests {
    @Test func readsAContainer() throws {
        let container: EngineContainer = try Fixtures.decode(Fixtures.container(labels: ["a": "b"]))
        let status = ContainerStatus(container)
        #expect(status.id.rawValue == Fixtures.id)
        #expect(status.name == "shop_web_1")
        #expect(status.image == "shop/web:1")
        #expect(status.imageID == "sha256:feed")
        #expect(status.state == .running)
        #expect(status.exitCode == 3)
        #expect(status.created == Timestamp("2024-05-01T10:00:00.123456789Z"))
        #expect(status.started == Timestamp("2024-05-01T10:00:01.5Z"))
        #expect(status.finished == nil)
        #expect(status.restartCount == 2)
        #expect(status.address == "10.0.1.7")
        #expect(status.memoryBytes == 134_217_728)
        #expect(status.cpuMillis == 500)
        #expect(status.labels == ["a": "b"])
        #expect(
            status.publishedPorts == [PublishedPort(container: ContainerPort(80), hostIP: "0.0.0.0", hostPort: 32_768)]
        )
    }

    @Test(arguments: [
        (#"{"Status":"none","FailingStreak":0,"Log":null}"#, ContainerHealth(state: .none)),
        (
            #"{"Status":"healthy","FailingStreak":0,"Log":[{"ExitCode":0,"Output":"ok"}]}"#,
            ContainerHealth(state: .healthy)
        ),
        (
            #"{"Status":"starting","FailingStreak":2,"Log":[{"ExitCode":7,"Output":""}]}"#,
            ContainerHealth(state: .starting, failures: 2, message: "the health check exited with 7")
        ),
        (
            #"{"Status":"unhealthy","FailingStreak":9,"Log":[{"ExitCode":1,"Output":"no\nanswer\n"}]}"#,
            ContainerHealth(state: .unhealthy, message: "the health check exited with 1: no answer")
        ),
    ])
    func readsTheEnginesOwnCheck(_ health: String, _ expected: ContainerHealth) throws {
        let text = Fixtures.container().replacing(#""Error":"","#, with: #""Error":"","Health":\#(health),"#)
        let container: EngineContainer = try Fixtures.decode(text)
        #expect(ContainerStatus(container).health == expected)
    }

    @Test func readsThePortsThatTheImageNames() throws {
        let text = """
            {"Id":"x","Name":"x","Created":"?","Image":"","State":{"Status":"running","Pid":0,"ExitCode":0,
            "StartedAt":"","FinishedAt":""},
            "Config":{"Image":"","ExposedPorts":{"8080/tcp":{},"53/udp":{},"80/tcp":{}, "1/sctp":{}}}}
            """
        let status = ContainerStatus(try Fixtures.decode(text) as EngineContainer)
        #expect(status.exposedPorts == [ContainerPort(53, .udp), ContainerPort(80), ContainerPort(8_080)])
    }

    @Test(arguments: [
        (#"{"Type":"volume","Name":"shop_db_1.0123456789abcdef"}"#, true),
        (#"{"Type":"bind","Name":"shop_db_1.0123456789abcdef"}"#, false),
        (#"{"Type":"volume","Name":"data"}"#, false),
        (#"{"Type":"bind"}"#, false),
    ])
    func readsWhetherItHasVolumesOfItsPlace(mount: String, hasThem: Bool) throws {
        let text = """
            {"Id":"x","Name":"/shop_db_1","Created":"?","Image":"","State":{"Status":"running","Pid":0,"ExitCode":0,
            "StartedAt":"","FinishedAt":""},"Config":{"Image":""},"Mounts":[\(mount)]}
            """
        #expect(ContainerStatus(try Fixtures.decode(text) as EngineContainer).hasSlotVolumes == hasThem)
    }

    @Test func takesNullsAndUnknownThings() throws {
        let text = """
            {"Id":"x","Name":"x","Created":"?","Image":"","State":{"Status":"strange","Pid":0,"ExitCode":0,
            "StartedAt":"0001-01-01T00:00:00Z","FinishedAt":""},"Config":{"Image":"","Labels":null},
            "NetworkSettings":{"Ports":null,"Networks":{"multi-host-network":null}}}
            """
        let status = ContainerStatus(try Fixtures.decode(text) as EngineContainer)
        #expect(status.state == .dead)
        #expect(status.started == nil)
        #expect(status.address == nil)
        #expect(status.labels.isEmpty)
        #expect(status.publishedPorts.isEmpty)
    }

    @Test(arguments: [
        (#"{"NanoCpus":1500000000}"#, 1_500),
        (#"{"CpuQuota":50000,"CpuPeriod":100000}"#, 500),
        (#"{"CpuQuota":50000}"#, 500),
        (#"{"CpuQuota":-1}"#, 0),
        ("{}", 0),
    ])
    func readsCPULimits(_ hostConfig: String, _ millis: Int64) throws {
        let container: EngineContainer = try Fixtures.decode(Fixtures.container(hostConfig: hostConfig))
        #expect(ContainerStatus(container).cpuMillis == millis)
    }

    @Test func readsThePortsThatItNeedsWhenItRuns() throws {
        let bindings =
            #"{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"},{"HostIp":"","HostPort":""}],"1/tcp":null}}"#
        let container: EngineContainer = try Fixtures.decode(Fixtures.container(hostConfig: bindings))
        #expect(
            ContainerStatus(container).boundPorts
                == [PublishedPort(container: ContainerPort(80), hostIP: "", hostPort: 8_080)]
        )
        let none: EngineContainer = try Fixtures.decode(Fixtures.container())
        #expect(ContainerStatus(none).boundPorts == nil)
    }

    @Test(arguments: [
        (#"{"b":{"IPAddress":"172.18.0.2"},"multi-host-network":{"IPAddress":"10.0.1.7"}}"#, "10.0.1.7"),
        (#"{"b":{"IPAddress":"172.18.0.2"},"a":{"IPAddress":""}}"#, "172.18.0.2"),
        (#"{"host":{"IPAddress":""}}"#, "127.0.0.1"),
        ("{}", "127.0.0.1"),
    ])
    func findsWhereToProbe(_ networks: String, _ address: String) throws {
        let container: EngineContainer = try Fixtures.decode(Fixtures.container(networks: networks))
        #expect(container.probeAddress == address)
    }

    @Test func readsTheProbeOfARunningContainer() throws {
        let spec = ProbeSpec(check: .http(port: 80, path: "/ping"), timeoutSeconds: 3, initialDelaySeconds: 4)
        let label = String(decoding: try JSONEncoder().encode(spec), as: UTF8.self)
        let labels = [ContainerLabels.probe: label]
        let target = ProbeTarget(try Fixtures.decode(Fixtures.container(labels: labels)) as EngineContainer)
        #expect(target?.spec == spec)
        #expect(target?.processID == 4_242)
        #expect(target?.address == "10.0.1.7")
        #expect(ProbeTarget(try Fixtures.decode(Fixtures.container()) as EngineContainer) == nil)
        let exited = Fixtures.container(status: "exited", labels: labels)
        #expect(ProbeTarget(try Fixtures.decode(exited) as EngineContainer) == nil)
    }

    @Test func readsTheNode() throws {
        let status = NodeStatus(
            try Fixtures.decode(Fixtures.info),
            try Fixtures.decode(Fixtures.version),
            warnings: ["w"]
        )
        #expect(status.hostname == "node-1")
        #expect(status.engineID == "ENGINE:1")
        #expect(status.apiVersion == "1.41")
        #expect(status.cpus == 4)
        #expect(status.engineLabels == ["disk": "ssd", "empty": ""])
        #expect(status.swarmState == "active")
        #expect(status.isSwarmManager)
        #expect(status.isEngineReachable)
        #expect(status.warnings == ["w"])
    }

    @Test func theDiskIsThatOfTheEnginesFolder() throws {
        let info: EngineInfo = try Fixtures.decode(Fixtures.info)
        let disk = try #require(info.dataRoot.flatMap { SystemCalls.diskSpace(at: $0) })
        #expect(disk.totalBytes > 0 && (0...disk.totalBytes).contains(disk.freeBytes))
        #expect(SystemCalls.diskSpace(at: "/nowhere") == nil)
    }
}
