//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model
import Testing

@testable import ControlPlane

@Suite struct ContainerConfigurationTests {
    @Test func aBareServiceMakesAPlainContainer() throws {
        let body = try body(of: service())
        #expect(body["Image"] == "nginx:1")
        #expect(body["Env"] == [])
        #expect(body["Hostname"] == "shop_web_1")
        #expect(body["Cmd"] == nil)
        #expect(body["Entrypoint"] == nil)
        #expect(body["Volumes"] == nil)
        #expect(body["StopTimeout"] == nil)
        let host = try #require(body["HostConfig"])
        #expect(host["NetworkMode"] == "multi-host-network")
        #expect(host["RestartPolicy"] == ["Name": "no"])
        #expect(host["Binds"] == [])
        #expect(host["Memory"] == nil)
        #expect(host["NanoCpus"] == nil)
        let endpoint = try #require(body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"])
        #expect(endpoint["Aliases"] == ["shop_web"])
        #expect(endpoint["Links"] == [])
    }

    @Test(arguments: ["aliyun.custom_addon", "aliyun.addon"])
    func aProxyFindsItsSocketAndItsApplication(label: String) throws {
        var spec = service()
        spec.labels = [label: "proxy"]
        spec.environment = ["COMPOSE_PROJECT_NAME=mine"]
        let body = try body(of: spec)
        // What the user wrote comes later, and wins.
        #expect(body["Env"] == ["COMPOSE_PROJECT_NAME=shop", "COMPOSE_PROJECT_NAME=mine"])
        #expect(body["HostConfig"]?["Binds"] == ["/run/gantry/proxy:/run/gantry:ro"])
    }

    @Test func theNameIsTheHostNameUnlessOneIsGiven() throws {
        var spec = service()
        spec.hostname = "www"
        let body = try body(of: spec)
        #expect(body["Hostname"] == "www")
        #expect(
            body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"]?["Aliases"] == ["shop_web", "www"]
        )
        spec.hostname = nil
        spec.containerName = "front"
        #expect(configuration(of: spec).name == "front")
        #expect(try self.body(of: spec)["Hostname"] == "front")
        #expect(configuration(of: spec, number: 2).name == "front_2")
    }

    @Test func whatTheContainerRunsIsTaken() throws {
        var spec = service()
        spec.command = ["serve", "--all"]
        spec.entrypoint = []
        spec.environment = ["B=2", "A=1", "B=3"]
        spec.user = "1000"
        spec.workingDirectory = "/srv"
        spec.domainName = "example.com"
        spec.stopSignal = "SIGINT"
        spec.stopGraceSeconds = 30
        spec.tty = true
        spec.stdinOpen = true
        let body = try body(of: spec)
        #expect(body["Cmd"] == ["serve", "--all"])
        #expect(body["Entrypoint"] == [])
        #expect(body["Env"] == ["B=2", "A=1", "B=3"], "in the order written")
        #expect(body["User"] == "1000")
        #expect(body["WorkingDir"] == "/srv")
        #expect(body["Domainname"] == "example.com")
        #expect(body["StopSignal"] == "SIGINT")
        #expect(body["StopTimeout"] == 30)
        #expect(body["Tty"] == true)
        #expect(body["OpenStdin"] == true)
    }

    @Test func labelsOfGantryWinOverTheUsers() throws {
        var spec = service()
        spec.labels = ["team": "web", ContainerLabels.cluster: "forged"]
        spec.probe = ProbeSpec(check: .tcp(port: 80))
        let labels = try configuration(of: spec, number: 3).labels()
        #expect(labels["team"] == "web")
        #expect(labels[ContainerLabels.cluster] == "c1")
        #expect(labels[ContainerLabels.application] == "a1")
        #expect(labels[ContainerLabels.project] == "shop")
        #expect(labels[ContainerLabels.service] == "web")
        #expect(labels[ContainerLabels.number] == "3")
        #expect(labels[ContainerLabels.configHash] == "hash")
        let probe = try JSONDecoder().decode(
            ProbeSpec.self,
            from: Data(try #require(labels[ContainerLabels.probe]).utf8)
        )
        #expect(probe == spec.probe)
    }

    @Test func reservationsThatAreNotTheLimitsAreLabels() throws {
        var spec = service()
        spec.resources.memoryBytes = 1 << 30
        #expect(try configuration(of: spec).labels()[ContainerLabels.reservedMemory] == nil)
        spec.resources.reservedMemoryBytes = 64 << 20
        spec.resources.reservedCPUMillis = 250
        let labels = try configuration(of: spec).labels()
        #expect(labels[ContainerLabels.reservedMemory] == "67108864")
        #expect(labels[ContainerLabels.reservedCPU] == "250")
    }

    @Test func portsAreExposedAndPublished() throws {
        var spec = service()
        spec.expose = [ContainerPort(9_000)]
        spec.ports = [
            PortMapping(container: ContainerPort(80), hostPort: 8_080),
            PortMapping(container: ContainerPort(80), hostPort: 8_081, hostIP: "127.0.0.1"),
            PortMapping(container: ContainerPort(53, .udp)),
        ]
        let body = try body(of: spec)
        #expect(body["ExposedPorts"] == ["9000/tcp": [:], "80/tcp": [:], "53/udp": [:]])
        #expect(
            body["HostConfig"]?["PortBindings"] == [
                "80/tcp": [
                    ["HostIp": "", "HostPort": "8080"], ["HostIp": "127.0.0.1", "HostPort": "8081"],
                ],
                "53/udp": [["HostIp": "", "HostPort": ""]],
            ]
        )
    }

    @Test func volumesAreBoundOrMadeAnew() throws {
        var spec = service()
        spec.volumes = [
            VolumeMount(source: .anonymous, target: "/cache"),
            VolumeMount(source: .volume("data"), target: "/data", options: ["ro", "z"]),
            VolumeMount(source: .hostPath("/etc/app"), target: "/etc/app"),
        ]
        spec.volumesFrom = [VolumesFrom(service: "db"), VolumesFrom(service: "cache", isReadOnly: true)]
        let body = try body(of: spec)
        #expect(body["Volumes"] == ["/cache": [:]])
        #expect(body["HostConfig"]?["Binds"] == ["data:/data:ro,z", "/etc/app:/etc/app"])
        #expect(body["HostConfig"]?["VolumesFrom"] == ["shop_db_1", "shop_cache_1:ro"])
        var there = configuration(of: spec)
        there.volumeHolders = ["cache": "shop_cache_3"]
        #expect(try there.body()["HostConfig"]?["VolumesFrom"] == ["shop_db_1", "shop_cache_3:ro"])
    }

    @Test func pathsWithoutAVolumeHaveThoseOfThePlace() throws {
        var spec = service()
        spec.volumes = [
            VolumeMount(source: .anonymous, target: "/cache", options: ["ro"]),
            VolumeMount(source: .anonymous, target: "/run/secrets"),
            VolumeMount(source: .volume("data"), target: "/data"),
        ]
        spec.tmpfs = ["/tmp:size=1m"]
        spec.files = [FileMount(kind: .secret, name: "key", path: "/run/secrets/key", content: "hunter2")]
        var configuration = configuration(of: spec)
        configuration.imageVolumes = ["/cache", "/data", "/logs", "/tmp"]
        let mounts = try #require(configuration.body()["HostConfig"]?["Mounts"])
        guard case .array(let mounts) = mounts else { return }
        #expect(mounts.map { $0["Target"] } == ["/cache", "/logs"])
        #expect(mounts.map { $0["ReadOnly"] } == [true, false])
        #expect(mounts.last?["VolumeOptions"]?["Labels"]?["gantry.path"] == "/logs")
        // Secrets don't stay on the node.
        #expect(try configuration.body()["Volumes"] == ["/run/secrets": [:]])
        // What only stands in has volumes of its own.
        configuration.temporaryName = "shop_web_1.new"
        #expect(try configuration.body()["HostConfig"]?["Mounts"] == [])
        #expect(try configuration.body()["Volumes"] == ["/cache": [:], "/run/secrets": [:]])
    }

    @Test func linksOfTheUsersGoFirstAndOtherServicesFollow() throws {
        var spec = service()
        spec.links = [ServiceLink(service: "db", alias: "mysql")]
        spec.externalLinks = [ExternalLink(target: "other_redis", alias: "cache")]
        let names: [ServiceName] = ["web", "db", "cache", "worker"]
        let application = ApplicationSpec(
            name: "shop",
            services: names.map { $0 == "web" ? spec : ServiceSpec(name: $0, image: "x") }
        )
        let body = try body(of: spec, in: application)
        #expect(
            body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"]?["Links"]
                == ["shop_db:mysql", "shop_db:db", "shop_worker:worker", "other_redis:cache"]
        )
    }

    @Test func servicesElsewhereAreLinesOfTheHostsFile() throws {
        var spec = service()
        spec.links = [ServiceLink(service: "db", alias: "mysql"), ServiceLink(service: "far", alias: "far")]
        var database = ServiceSpec(name: "db", image: "")
        database.external = ExternalServiceSpec(host: "10.0.0.5", ports: [3_306])
        var far = ServiceSpec(name: "far", image: "")
        far.external = ExternalServiceSpec(host: "far.example.com", ports: [6_379])
        var worker = ServiceSpec(name: "worker", image: "x")
        worker.aliases = ["jobs", "db"]
        let application = ApplicationSpec(name: "shop", services: [spec, database, far, worker])
        let body = try body(of: spec, in: application)
        #expect(body["HostConfig"]?["ExtraHosts"] == ["db:10.0.0.5", "mysql:10.0.0.5"])
        let endpoint = body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"]
        #expect(endpoint?["Links"] == ["shop_worker:worker", "shop_worker:jobs", "shop_worker:db"])
        guard case .array(let variables)? = body["Env"] else { throw CancellationError() }
        #expect(variables.contains("MYSQL_PORT_3306_TCP_ADDR=mysql"))
        // Nothing says what the name stands for, so the host itself is given.
        #expect(variables.contains("FAR_PORT=tcp://far.example.com:6379"))
        #expect(variables.contains("FAR_PORT_6379_TCP=tcp://far.example.com:6379"))
        #expect(variables.contains("FAR_PORT_6379_TCP_ADDR=far.example.com"))
    }

    @Test func namesOfMachinesElsewhereAreLinesOfTheHostsFileOnceTheirAddressIsKnown() throws {
        var spec = service()
        spec.links = [ServiceLink(service: "far", alias: "cache")]
        var far = ServiceSpec(name: "far", image: "")
        far.external = ExternalServiceSpec(host: "far.example.com", ports: [6_379])
        var configuration = configuration(of: spec)
        configuration.application = ApplicationSpec(name: "shop", services: [spec, far])
        #expect(configuration.outsideHosts == ["far.example.com"])
        #expect(try configuration.body()["HostConfig"]?["ExtraHosts"] == [])
        configuration.outsideAddresses = ["far.example.com": "192.0.2.9"]
        #expect(try configuration.body()["HostConfig"]?["ExtraHosts"] == ["far:192.0.2.9", "cache:192.0.2.9"])
    }

    @Test func localNamesLeadToTheRoutingContainers() throws {
        var spec = service()
        spec.externalLinks = [
            ExternalLink(target: "rest.local", alias: "rest.local"), ExternalLink(target: "Rest.LOCAL", alias: "rest"),
            ExternalLink(target: "proxy", alias: "appone.example.com"), ExternalLink(target: "local", alias: "local"),
        ]
        let body = try body(of: spec)
        #expect(
            body["NetworkingConfig"]?["EndpointsConfig"]?["multi-host-network"]?["Links"] == [
                "acsrouting_routing:rest.local", "acsrouting_routing:rest", "proxy:appone.example.com", "local:local",
            ]
        )
    }

    @Test func theEnginesHealthCheckIsTaken() throws {
        var spec = service()
        spec.healthcheck = HealthcheckSpec(test: .command(["check", "-q"]))
        spec.healthcheck?.intervalMilliseconds = 1_500
        spec.healthcheck?.timeoutMilliseconds = 100
        spec.healthcheck?.startPeriodMilliseconds = 0
        spec.healthcheck?.retries = 4
        #expect(
            try body(of: spec)["Healthcheck"] == [
                "Test": ["CMD", "check", "-q"], "Interval": 1_500_000_000, "Timeout": 100_000_000, "StartPeriod": 0,
                "Retries": 4,
            ]
        )
        #expect(spec.hasHealth)
        spec.healthcheck = HealthcheckSpec(test: .shell("a || b"))
        #expect(try body(of: spec)["Healthcheck"] == ["Test": ["CMD-SHELL", "a || b"]])
        spec.healthcheck = HealthcheckSpec(test: .disabled)
        #expect(try body(of: spec)["Healthcheck"] == ["Test": ["NONE"]])
        #expect(!spec.hasHealth)
        spec.healthcheck = HealthcheckSpec()
        #expect(try body(of: spec)["Healthcheck"] == [:])
    }

    @Test func rightsAndLimitsThatComposeGotLater() throws {
        var spec = service()
        spec.runsInit = true
        spec.groupAdd = ["mail"]
        spec.deviceCgroupRules = ["c 1:3 mr"]
        spec.utsMode = "host"
        spec.userNamespaceMode = "host"
        spec.cgroupParent = "/limits"
        spec.runtime = "runc"
        spec.storageOptions = ["size": "10G"]
        spec.resources.pidsLimit = 100
        spec.resources.oomScoreAdjustment = -500
        spec.resources.memorySwappiness = 0
        let host = try #require(try body(of: spec)["HostConfig"])
        #expect(host["Init"] == true)
        #expect(host["GroupAdd"] == ["mail"])
        #expect(host["DeviceCgroupRules"] == ["c 1:3 mr"])
        #expect(host["UTSMode"] == "host")
        #expect(host["UsernsMode"] == "host")
        #expect(host["CgroupParent"] == "/limits")
        #expect(host["Runtime"] == "runc")
        #expect(host["StorageOpt"] == ["size": "10G"])
        #expect(host["PidsLimit"] == 100)
        #expect(host["OomScoreAdj"] == .int(-500))
        #expect(host["MemorySwappiness"] == 0)
    }

    private static let policies: [(RestartPolicy, JSONValue)] = [
        (.no, ["Name": "no"]),
        (.always, ["Name": "always"]),
        (.unlessStopped, ["Name": "unless-stopped"]),
        (.onFailure(maximumRetries: nil), ["Name": "on-failure", "MaximumRetryCount": 0]),
        (.onFailure(maximumRetries: 3), ["Name": "on-failure", "MaximumRetryCount": 3]),
    ]

    @Test(arguments: policies)
    func restartPolicies(policy: RestartPolicy, expected: JSONValue) throws {
        var spec = service()
        spec.restart = policy
        #expect(try body(of: spec)["HostConfig"]?["RestartPolicy"] == expected)
    }

    @Test func resourcesAreLimits() throws {
        var spec = service()
        spec.resources.memoryBytes = 512 << 20
        spec.resources.memorySwapBytes = -1
        spec.resources.memoryReservationBytes = 256 << 20
        spec.resources.kernelMemoryBytes = 64 << 20
        spec.resources.shmBytes = 1 << 20
        spec.resources.cpuMillis = 1_500
        spec.resources.cpuSet = "0,1"
        spec.resources.oomKillDisable = true
        spec.ulimits = [ResourceLimit(name: "nofile", soft: 1_024, hard: 2_048)]
        let host = try #require(try body(of: spec)["HostConfig"])
        #expect(host["Memory"] == .int(512 << 20))
        #expect(host["MemorySwap"] == .int(-1))
        #expect(host["MemoryReservation"] == .int(256 << 20))
        #expect(host["KernelMemory"] == .int(64 << 20))
        #expect(host["ShmSize"] == .int(1 << 20))
        #expect(host["NanoCpus"] == 1_500_000_000)
        #expect(host["CpusetCpus"] == "0,1")
        #expect(host["OomKillDisable"] == true)
        #expect(host["Ulimits"] == [["Name": "nofile", "Soft": 1_024, "Hard": 2_048]])
    }

    @Test func hostNetworkHasNoNameAndNoAddressOfItsOwn() throws {
        var spec = service()
        spec.network = .host
        spec.hostname = "www"
        let body = try body(of: spec)
        #expect(body["HostConfig"]?["NetworkMode"] == "host")
        #expect(body["Hostname"] == nil)
        #expect(body["NetworkingConfig"] == nil)
    }

    @Test func noNetworkAtAll() throws {
        var spec = service()
        spec.network = .none
        let body = try body(of: spec)
        #expect(body["HostConfig"]?["NetworkMode"] == "none")
        #expect(body["NetworkingConfig"] == nil)
    }

    @Test func theRestOfTheHostConfiguration() throws {
        var spec = service()
        spec.privileged = true
        spec.readOnly = true
        spec.capAdd = ["NET_ADMIN"]
        spec.capDrop = ["ALL"]
        spec.dns = ["1.1.1.1"]
        spec.dnsSearch = ["example.com"]
        spec.dnsOptions = ["ndots:1"]
        spec.extraHosts = ["db:10.0.0.5"]
        spec.securityOptions = ["no-new-privileges"]
        spec.sysctls = ["net.core.somaxconn": "1024"]
        spec.ipcMode = "host"
        spec.pidMode = "host"
        spec.devices = ["/dev/fuse", "/dev/sda:/dev/xvda", "/dev/sdb:/dev/xvdb:r"]
        spec.tmpfs = ["/run", "/tmp:size=64m,mode=1777"]
        spec.loggingDriver = "json-file"
        spec.loggingOptions = ["max-size": "10m"]
        let host = try #require(try body(of: spec)["HostConfig"])
        #expect(host["Privileged"] == true)
        #expect(host["ReadonlyRootfs"] == true)
        #expect(host["CapAdd"] == ["NET_ADMIN"])
        #expect(host["CapDrop"] == ["ALL"])
        #expect(host["Dns"] == ["1.1.1.1"])
        #expect(host["DnsSearch"] == ["example.com"])
        #expect(host["DnsOptions"] == ["ndots:1"])
        #expect(host["ExtraHosts"] == ["db:10.0.0.5"])
        #expect(host["SecurityOpt"] == ["no-new-privileges"])
        #expect(host["Sysctls"] == ["net.core.somaxconn": "1024"])
        #expect(host["IpcMode"] == "host")
        #expect(host["PidMode"] == "host")
        #expect(host["Tmpfs"] == ["/run": "", "/tmp": "size=64m,mode=1777"])
        #expect(host["LogConfig"] == ["Type": "json-file", "Config": ["max-size": "10m"]])
        #expect(
            host["Devices"] == [
                ["PathOnHost": "/dev/fuse", "PathInContainer": "/dev/fuse", "CgroupPermissions": "rwm"],
                ["PathOnHost": "/dev/sda", "PathInContainer": "/dev/xvda", "CgroupPermissions": "rwm"],
                ["PathOnHost": "/dev/sdb", "PathInContainer": "/dev/xvdb", "CgroupPermissions": "r"],
            ]
        )
    }

    @Test func linksGiveTheVariablesOfOldInFrontOfTheUsers() throws {
        var spec = service()
        spec.links = [ServiceLink(service: "db", alias: "my-db")]
        spec.environment = ["A=1"]
        var database = ServiceSpec(name: "db", image: "mysql")
        database.expose = [ContainerPort(3_306), ContainerPort(53, .udp)]
        database.environment = ["MYSQL_DATABASE=shop"]
        let application = ApplicationSpec(name: "shop", services: [spec, database])
        #expect(
            try body(of: spec, in: application)["Env"] == [
                "MY_DB_NAME=/shop_web_1/my-db",
                "MY_DB_PORT=udp://my-db:53",
                "MY_DB_PORT_53_UDP=udp://my-db:53",
                "MY_DB_PORT_53_UDP_ADDR=my-db",
                "MY_DB_PORT_53_UDP_PORT=53",
                "MY_DB_PORT_53_UDP_PROTO=udp",
                "MY_DB_PORT_3306_TCP=tcp://my-db:3306",
                "MY_DB_PORT_3306_TCP_ADDR=my-db",
                "MY_DB_PORT_3306_TCP_PORT=3306",
                "MY_DB_PORT_3306_TCP_PROTO=tcp",
                "MY_DB_ENV_MYSQL_DATABASE=shop",
                "A=1",
            ]
        )
    }

    @Test func aLinkToNothingGivesNoVariables() {
        var spec = service()
        spec.links = [ServiceLink(service: "db", alias: "db")]
        let application = ApplicationSpec(name: "shop", services: [spec])
        #expect(LinkEnvironment.variables(for: spec, in: application, containerName: "x").isEmpty)
    }

    private func service() -> ServiceSpec { ServiceSpec(name: "web", image: "nginx:1") }

    private func configuration(
        of spec: ServiceSpec,
        in application: ApplicationSpec? = nil,
        number: Int = 1
    ) -> ContainerConfiguration {
        ContainerConfiguration(
            cluster: "c1",
            applicationID: "a1",
            application: application ?? ApplicationSpec(name: "shop", services: [spec]),
            spec: spec,
            slot: ContainerSlot(service: spec.name, number: number),
            hash: "hash",
            imageMap: [:]
        )
    }

    private func body(of spec: ServiceSpec, in application: ApplicationSpec? = nil) throws -> JSONValue {
        try configuration(of: spec, in: application).body()
    }
}
