//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import LocalCluster
import Testing

@Suite struct PlanTests {
    private let programs = LocalPrograms(
        gantry: "/opt/gantry",
        agent: "/opt/gantry-agent",
        routingImage: "10.213.7.1:5000/gantry/routing:latest",
        revision: "1"
    )

    @Test func everyNetworkStepThatCanNotBeRepeatedIsChecked() throws {
        let spec = try makeSpec()
        let plan = NetworkPlan(spec)
        for step in plan.switchSteps + plan.steps(for: spec.nodes[0]) + SpacePlan(spec).steps(for: spec.nodes[0]) {
            for command in step.commands where command.arguments.contains("add") {
                #expect(step.check != nil, "\(command)")
            }
        }
    }

    @Test func cablesRunFromTheSwitchToTheNode() throws {
        let spec = try makeSpec()
        let commands = NetworkPlan(spec).steps(for: spec.nodes[1]).flatMap(\.commands).map(\.description)
        #expect(
            commands.contains(
                "ip -n gantry-local-switch link add node2 type veth peer name eth0 netns gantry-local-node2"
            )
        )
        #expect(commands.contains("ip -n gantry-local-node2 addr replace 10.213.7.12/24 dev eth0"))
    }

    @Test func agentsLookForGPUsWhereTheyAreTold() throws {
        let spec = try makeSpec()
        let told = LocalPrograms(
            gantry: "/opt/gantry",
            agent: "/opt/gantry-agent",
            routingImage: "",
            revision: "1",
            gpuDevicesDirectory: "/srv/gpus"
        )
        let plan = ProcessPlan(spec)
        #expect(plan.agent(spec.nodes[0], told).arguments.suffix(2) == ["--gpu-devices-dir", "/srv/gpus"])
        #expect(!plan.agent(spec.nodes[0], programs).arguments.contains("--gpu-devices-dir"))
    }

    @Test func aCutIsTheSwitchesEndDown() throws {
        let spec = try makeSpec()
        let plan = NetworkPlan(spec)
        #expect(plan.cut(spec.nodes[0]).description == "ip -n gantry-local-switch link set node1 down")
        #expect(plan.heal(spec.nodes[0]).description == "ip -n gantry-local-switch link set node1 up")
    }

    @Test func enginesRunInsideTheirNode() throws {
        let spec = try makeSpec()
        let engine = ProcessPlan(spec).engine(spec.nodes[0])
        #expect(engine.name == "node1-engine")
        #expect(engine.arguments.starts(with: spec.names.entering("node1") + ["dockerd"]))
        #expect(engine.arguments.contains("/gantry-local-node1"))
        #expect(engine.arguments.contains("unix:///var/lib/gantry-local/nodes/node1/run/docker.sock"))
    }

    @Test func theServerIsToldWhenToReschedule() throws {
        #expect(!ProcessPlan(try makeSpec()).server(programs).arguments.contains("--reschedule-after"))
        let spec = try LocalClusterSpec(
            stateDirectory: "/var/lib/gantry-local",
            cacheDirectory: "/var/cache/gantry",
            subnet: IPv4Subnet(parsing: "10.213.7.0/24"),
            nodeCount: 1,
            rescheduleAfterSeconds: 5
        )
        #expect(ProcessPlan(spec).server(programs).arguments.suffix(2) == ["--reschedule-after", "5"])
    }

    @Test func theServersEndpointPortsAreAThousand() throws {
        #expect(!ProcessPlan(try makeSpec()).server(programs).arguments.contains("--endpoint-ports"))
        var ports = LocalClusterPorts()
        ports.endpoint = 22_000
        let arguments = ProcessPlan(try makeSpec(ports: ports)).server(programs).arguments
        #expect(arguments.suffix(2) == ["--endpoint-ports", "22000-22999"])
        ports.endpoint = 65_000
        #expect(ProcessPlan(try makeSpec(ports: ports)).server(programs).arguments.last == "65000-65535")
        ports.endpoint = 65_536
        #expect(throws: LocalClusterError.self) { try makeSpec(ports: ports) }
    }

    @Test(arguments: [-1, 86_401]) func refusesTimesOutsideTheirRange(seconds: Int) {
        #expect(throws: LocalClusterError.self) {
            try LocalClusterSpec(
                stateDirectory: "/var/lib/gantry-local",
                cacheDirectory: "/var/cache/gantry",
                subnet: IPv4Subnet(parsing: "10.213.7.0/24"),
                nodeCount: 1,
                rescheduleAfterSeconds: seconds
            )
        }
    }

    @Test func everyProcessIsMarkedAndKnowsNoProxy() throws {
        let spec = try makeSpec()
        let plan = ProcessPlan(spec)
        let all = [
            plan.engine(spec.nodes[0]), plan.registry(revision: ""), plan.frontDoor(revision: ""),
            plan.server(programs), plan.agent(spec.nodes[0], programs), plan.balancer(programs),
        ]
        for process in all {
            #expect(process.environment["GANTRY_LOCAL_CLUSTER"] == "/var/lib/gantry-local")
            #expect(process.environment.keys.allSatisfy { !$0.lowercased().hasSuffix("proxy") })
        }
    }

    @Test func theJoinTokenIsNoArgument() throws {
        let spec = try makeSpec()
        let ticket = LocalJoinTicket(server: "https://10.213.7.1:7800", token: "secret", authorityFingerprint: "ab")
        let join = ProcessPlan(spec).join(spec.nodes[2], programs, with: ticket)
        #expect(!join.description.contains("secret"))
        #expect(join.environment == ["GANTRY_JOIN_TOKEN": "secret"])
        #expect(join.description.hasSuffix("--name node3 --address 10.213.7.13 --zone zone-c"))
    }

    @Test func theRegistrysPasswordIsNoArgument() throws {
        let hash = RegistryPlan(try makeSpec()).hash("secret")
        #expect(!hash.description.contains("secret"))
        #expect(hash.input == "secret\n")
    }

    @Test func aChangedRevisionOrArgumentChangesTheFingerprint() throws {
        let spec = try makeSpec()
        let plan = ProcessPlan(spec)
        #expect(plan.registry(revision: "1").fingerprint == plan.registry(revision: "1").fingerprint)
        #expect(plan.registry(revision: "1").fingerprint != plan.registry(revision: "2").fingerprint)
        #expect(plan.engine(spec.nodes[0]).fingerprint != plan.engine(spec.nodes[1]).fingerprint)
        var stopped = plan.engine(spec.nodes[0])
        stopped.isWanted = false
        #expect(stopped.fingerprint == plan.engine(spec.nodes[0]).fingerprint)
    }

    @Test func loadBalancersOfThisMachineAreToldByTheServer() throws {
        let spec = try makeSpec()
        let arguments = ProcessPlan(spec).balancer(programs).arguments
        #expect(arguments.contains("/var/lib/gantry-local/server/balancer/addon.sock"))
        #expect(arguments.suffix(2) == ["--listen-address", "127.0.0.1"])
    }

    @Test func theFrontDoorLeadsToEveryNode() throws {
        let text = FrontDoorConfiguration.text(for: try makeSpec(nodes: 2))
        #expect(text.contains("bind 127.0.0.1:8080\n"))
        #expect(text.contains("    server node1 10.213.7.11:9080\n    server node2 10.213.7.12:9080\n"))
        #expect(text.contains("option httpchk GET /haproxy-monitor\n"))
        #expect(text.contains("option forwardfor\n"))
        // The nodes have the certificates: what comes in over TLS is passed on as it is.
        let secure = try #require(text.split(separator: "frontend secure-front-door\n").last)
        #expect(secure.hasPrefix("    mode tcp\n    bind 127.0.0.1:8443\n    default_backend secure-nodes\n"))
        #expect(secure.contains("backend secure-nodes\n    mode tcp\n"))
        #expect(
            secure.hasSuffix(
                "    server node1 10.213.7.11:9443 check port 9080\n    server node2 10.213.7.12:9443 check port 9080\n"
            )
        )
    }

    @Test func theRegistryListensInTheClustersNetworkAlone() throws {
        let text = RegistryPlan(try makeSpec()).configuration
        #expect(text.contains("addr: \"10.213.7.1:5000\""))
        #expect(text.contains("rootdirectory: \"/var/cache/gantry/registry\""))
    }

    @Test func imagesOfTheGuidesTemplatesAreStoodInFor() throws {
        let map = RegistryPlan(try makeSpec()).imageMap
        #expect(map["nginx"] == "10.213.7.1:5000/nginx")
        #expect(map["redis:alpine"] == "10.213.7.1:5000/redis:latest")
        #expect(map["registry.aliyuncs.com/acs-sample/"] == "10.213.7.1:5000/")
        // What a folder stands in for keeps its slash: the rest of the reference follows.
        #expect(map.allSatisfy { $0.key.hasSuffix("/") == $0.value.hasSuffix("/") })
        // And what stands in for one tag is one tag.
        let references = map.filter { !$0.key.hasSuffix("/") }
        #expect(references.allSatisfy { $0.key.contains(":") == $0.value.hasSuffix(":latest") })
    }

    @Test func missingProgramsAreNamedWithTheirPackages() {
        #expect(RequiredPrograms.problem { _ in true } == nil)
        let error = RequiredPrograms.problem { !["haproxy", "nsenter", "setsid"].contains($0) }
        #expect(
            error?.description
                == "nsenter, setsid, haproxy: the programs are not installed; run: apt-get install util-linux haproxy"
        )
    }

    @Test func commandsAreQuotedAsAShellReadsThem() {
        #expect(ShellCommand("sh", "-c", "echo 'a b'", "").description == "sh -c 'echo '\\''a b'\\''' ''")
    }

    @Test func downRemovesNothingButItsOwn() {
        let paths = LocalClusterPaths(stateDirectory: "/srv/x")
        #expect(paths.everything.allSatisfy { $0.hasPrefix("/srv/x/") && !$0.contains("*") })
        #expect(Set(paths.runtimeOnly).isSubset(of: paths.everything))
    }
}

@Suite struct LocalClusterRecordTests {
    @Test func upTurnsEverythingOn() throws {
        var record = LocalClusterRecord(spec: try makeSpec())
        record.poweredOff = ["node1"]
        record.cut = ["node2"]
        let updated = try record.updated(to: makeSpec(nodes: 5))
        #expect(updated.poweredOff.isEmpty && updated.cut.isEmpty)
        #expect(updated.spec.nodes.count == 5)
    }

    @Test func theNetworkCanNotChangeWhileUp() throws {
        let record = LocalClusterRecord(spec: try makeSpec())
        let error = #expect(throws: LocalClusterError.self) {
            try record.updated(to: makeSpec(subnet: "10.1.0.0/24"))
        }
        #expect(error?.remedy == "run gantry local down first")
    }

    @Test func theFrontDoorsPortCanChangeWhileUp() throws {
        var ports = LocalClusterPorts()
        ports.frontDoor = 8081
        let record = LocalClusterRecord(spec: try makeSpec())
        #expect(try record.updated(to: makeSpec(ports: ports)).spec.ports.frontDoor == 8081)
    }
}
