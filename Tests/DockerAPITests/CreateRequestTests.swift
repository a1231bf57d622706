//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import Model
import Testing

@Suite struct CreateRequestTests {
    private static let id = String(repeating: "ab", count: 32)

    private func request(_ text: String) throws -> CreateRequest {
        try CreateRequest(try #require(JSONText(parsing: text)), newID: Self.id)
    }

    @Test func hintsOfTheEnvironmentBecomeLabels() throws {
        let request = try request(
            """
            {"Image":"a","Env":["A=1","constraint:node==n1","affinity:image==~b","reschedule:on-node-failure",
            "constraintless:x"],"Labels":{"com.docker.swarm.constraints":"[\\"zone!=b\\"]","x":"y"}}
            """
        )
        #expect(request.body["Env"]?.strings == ["A=1", "constraintless:x"])
        #expect(request.placement.constraints.map(\.description) == ["zone!=b", "node==n1"])
        #expect(request.placement.affinities.map(\.description) == ["image==~b"])
        #expect(request.reschedule == .onNodeFailure)
        let labels = try #require(request.body["Labels"]?.stringValues)
        #expect(labels["com.docker.swarm.constraints"] == #"["zone!=b","node==n1"]"#)
        #expect(labels["com.docker.swarm.affinities"] == #"["image==~b"]"#)
        #expect(labels["com.docker.swarm.reschedule-policies"] == #"["on-node-failure"]"#)
        #expect(labels["x"] == "y" && labels["com.docker.swarm.id"] == Self.id)
        // What was read once is read the same again.
        let again = try CreateRequest(request.body, newID: "other")
        #expect(again.body == request.body && again.placement == request.placement && again.swarmID == Self.id)
        #expect(again.reschedule == .onNodeFailure)
    }

    @Test func aLabelThatIsNoListCountsAsNone() throws {
        let request = try request(#"{"Image":"a","Labels":{"com.docker.swarm.constraints":"node==n1"}}"#)
        #expect(request.placement.isEmpty)
        #expect(request.labels["com.docker.swarm.constraints"] == "node==n1")
    }

    @Test(arguments: [
        (#"{"Image":""}"#, 400, "no name"),
        (#"[]"#, 400, "no JSON object"),
        (#"{"Image":"a","HostConfig":1}"#, 400, "HostConfig"),
        (#"{"Image":"a","Env":{}}"#, 400, "Env"),
        (#"{"Image":"a","Labels":[]}"#, 400, "Labels"),
        (#"{"Image":"a","Labels":{"gantry.cluster":"c"}}"#, 400, "label gantry.cluster"),
        (#"{"Image":"a","labels":{"gantry.cluster":"c"}}"#, 400, "label gantry.cluster"),
        (#"{"Image":"a","Labels":{},"labels":{}}"#, 400, "there twice"),
        (
            #"{"Image":"a","Env":["constraint:x"]}"#, 400,
            "error from constraint filter: One of operator ==, != is expected"
        ),
        (#"{"Image":"a","Env":["reschedule:x"]}"#, 500, "invalid reschedule policy: x"),
        (#"{"Image":"a","Env":["reschedule:off","reschedule:off"]}"#, 500, "too many reschedule policies"),
    ])
    func badRequestsAreRefused(text: String, status: Int, message: String) {
        do {
            _ = try request(text)
            Issue.record("it was taken")
        } catch let refusal as DockerRefusal {
            #expect(refusal.status == status && refusal.message.contains(message), "\(refusal)")
        } catch {
            Issue.record(error)
        }
    }

    @Test func readsWhatItTakesOfTheNode() throws {
        let request = try request(
            """
            {"Image":"a","HostConfig":{"Memory":64,"NanoCpus":1500000000,"CpuShares":512,"PortBindings":{
            "80/tcp":[{"HostPort":"8080"}],"53/udp":[{"HostIp":"10.0.0.1","HostPort":"53"}],"90/tcp":[{"HostPort":""}]}}}
            """
        )
        #expect(request.memoryBytes == 64 && request.cpuMillis == 1_500)
        #expect(
            request.hostPorts == [
                .init(port: ContainerPort(8080, .tcp), address: ""),
                .init(port: ContainerPort(53, .udp), address: "10.0.0.1"),
            ]
        )
        let old = try self.request(
            #"{"Image":"a","Memory":5,"CpuShares":7,"Cpuset":"0","HostConfig":{"CpuQuota":50000}}"#
        )
        #expect(old.memoryBytes == 5 && old.cpuMillis == 500)
        #expect(old.body["Memory"] == nil && old.body["HostConfig"]?["CpusetCpus"]?.string == "0")
    }

    @Test(arguments: [
        ("", "multi-host-network"), (#""NetworkMode":"default""#, "multi-host-network"),
        (#""NetworkMode":"bridge""#, "multi-host-network"), (#""networkmode":"host""#, "host"),
        (#""NetworkMode":"none""#, "none"), (#""NetworkMode":"mine""#, "mine"),
        (#""NetworkMode":"container:x""#, "container:x"),
    ])
    func theDefaultNetworkIsTheClusters(host: String, network: String) throws {
        let request = try request(#"{"Image":"a","HostConfig":{\#(host)}}"#)
        #expect(request.network == network)
        #expect(request.body["HostConfig"]?["NetworkMode"]?.string == network)
        #expect(request.hasNamedNetwork == (network == "mine"))
    }

    @Test func linksGoByNameOverTheNetwork() throws {
        var request = try request(
            """
            {"Image":"a","HostConfig":{"Links":["node1/db:d","/c2","/c3:/me/z"]},
            "NetworkingConfig":{"EndpointsConfig":{"default":{"Aliases":["w"]}}}}
            """
        )
        #expect(request.linked == ["node1/db", "/c2", "/c3"] && request.companions.isEmpty)
        request.resolve(["node1/db": ("id1", "db"), "/c2": ("id2", "c2"), "/c3": ("id3", "c3")])
        let endpoint = request.body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"]
        #expect(endpoint?["Links"]?.strings == ["db:d", "c2:c2", "c3:z"])
        #expect(endpoint?["Aliases"]?.strings == ["w"])
        #expect(request.body["HostConfig"]?["Links"] == nil)
    }

    @Test func othersAreNamedAsTheirEngineDoes() throws {
        var request = try request(
            #"{"Image":"a","HostConfig":{"VolumesFrom":["n/b:ro","c"],"NetworkMode":"container:d","PidMode":"container:c"}}"#
        )
        #expect(
            request.companions
                == ["n/b", "c", "container:d", "container:c"].map { $0.replacing("container:", with: "") }
        )
        request.resolve(["n/b": ("1", "b"), "c": ("2", "c"), "d": ("3", "d")])
        let host = request.body["HostConfig"]
        #expect(host?["VolumesFrom"]?.strings == ["1:ro", "2"])
        #expect(host?["NetworkMode"]?.string == "container:3" && host?["PidMode"]?.string == "container:2")
    }

    @Test func aNetworkMayNameItsNode() throws {
        let node = ClusterNode(id: "n1", name: "node-1", address: "10.0.0.1", engineID: "E1")
        var request = try request(
            #"{"Image":"a","HostConfig":{"NetworkMode":"node-1/x"},"NetworkingConfig":{"EndpointsConfig":{"node-1/x":{}}}}"#
        )
        #expect(request.stripNodes([node])?.id == "n1")
        #expect(request.network == "x")
        #expect(request.body["NetworkingConfig"]?["EndpointsConfig"]?["x"] != nil)
        #expect(request.stripNodes([node]) == nil)
    }
}
