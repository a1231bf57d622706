//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct ContainerHashTests {
    /// Containers that are there carry this digest: were it another, an update of Gantry would replace all of them.
    @Test func theDigestOfASpecNeverChanges() {
        #expect(Self.full.containerHash == "ba521e131c09c235f46033127956c71a")
        #expect(ServiceSpec(name: "web", image: "nginx:1").containerHash == "9eb6ef439ff0851fa47afa505d0ddb23")
    }

    static let changes: [(String, @Sendable (inout ServiceSpec) -> Void)] = [
        ("name", { $0.name = "other" }),
        ("image", { $0.image = "nginx:2" }),
        ("command", { $0.command = ["serve", "--all"] }),
        ("words of the command", { $0.command = ["serve --all"] }),
        ("entrypoint", { $0.entrypoint = ["serve", "--all"] }),
        ("empty entrypoint", { $0.entrypoint = [] }),
        ("environment", { $0.environment = ["A=1", "B=2"] }),
        ("order of the environment", { $0.environment = ["B=2", "A=1"] }),
        ("ports", { $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 8_080)] }),
        (
            "host address of a port",
            {
                $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 8_080, hostIP: "127.0.0.1")]
            }
        ),
        ("protocol of a port", { $0.ports = [PortMapping(container: ContainerPort(80, .udp), hostPort: 8_080)] }),
        ("expose", { $0.expose = [ContainerPort(80)] }),
        ("links", { $0.links = [ServiceLink(service: "db", alias: "mysql")] }),
        ("external links", { $0.externalLinks = [ExternalLink(target: "db", alias: "mysql")] }),
        ("anonymous volume", { $0.volumes = [VolumeMount(source: .anonymous, target: "/data")] }),
        ("named volume", { $0.volumes = [VolumeMount(source: .volume("data"), target: "/data")] }),
        ("host path", { $0.volumes = [VolumeMount(source: .hostPath("data"), target: "/data")] }),
        (
            "options of a volume",
            {
                $0.volumes = [VolumeMount(source: .volume("data"), target: "/data", options: ["ro"])]
            }
        ),
        ("volumes from", { $0.volumesFrom = [VolumesFrom(service: "db")] }),
        ("read-only volumes from", { $0.volumesFrom = [VolumesFrom(service: "db", isReadOnly: true)] }),
        ("restart", { $0.restart = .always }),
        ("restart on failure", { $0.restart = .onFailure(maximumRetries: nil) }),
        ("restarts at most", { $0.restart = .onFailure(maximumRetries: 3) }),
        ("label", { $0.labels["team"] = "web" }),
        ("host name", { $0.hostname = "www" }),
        ("domain name", { $0.domainName = "www" }),
        ("container name", { $0.containerName = "www" }),
        ("working directory", { $0.workingDirectory = "www" }),
        ("user", { $0.user = "www" }),
        ("terminal", { $0.tty = true }),
        ("standard input", { $0.stdinOpen = true }),
        ("network", { $0.network = .host }),
        ("no network", { $0.network = .none }),
        ("privileged", { $0.privileged = true }),
        ("added capabilities", { $0.capAdd = ["ALL"] }),
        ("dropped capabilities", { $0.capDrop = ["ALL"] }),
        ("devices", { $0.devices = ["/dev/fuse"] }),
        ("DNS", { $0.dns = ["1.1.1.1"] }),
        ("DNS search", { $0.dnsSearch = ["1.1.1.1"] }),
        ("DNS options", { $0.dnsOptions = ["1.1.1.1"] }),
        ("extra hosts", { $0.extraHosts = ["db:10.0.0.1"] }),
        ("security options", { $0.securityOptions = ["no-new-privileges"] }),
        ("sysctls", { $0.sysctls = ["net.core.somaxconn": "1024"] }),
        ("tmpfs", { $0.tmpfs = ["/run"] }),
        ("ulimits", { $0.ulimits = [ResourceLimit(name: "nofile", soft: 1, hard: 2)] }),
        ("hard limit", { $0.ulimits = [ResourceLimit(name: "nofile", soft: 1, hard: 3)] }),
        ("read-only root", { $0.readOnly = true }),
        ("IPC", { $0.ipcMode = "host" }),
        ("PID", { $0.pidMode = "host" }),
        ("stop signal", { $0.stopSignal = "INT" }),
        ("grace", { $0.stopGraceSeconds = 5 }),
        ("logging driver", { $0.loggingDriver = "syslog" }),
        ("logging options", { $0.loggingOptions = ["max-size": "1m"] }),
        ("memory", { $0.resources.memoryBytes = 1 }),
        ("swap", { $0.resources.memorySwapBytes = 1 }),
        ("memory reservation", { $0.resources.memoryReservationBytes = 1 }),
        ("kernel memory", { $0.resources.kernelMemoryBytes = 1 }),
        ("shared memory", { $0.resources.shmBytes = 1 }),
        ("CPU", { $0.resources.cpuMillis = 1 }),
        ("CPU set", { $0.resources.cpuSet = "1" }),
        ("GPUs", { $0.resources.gpus = 1 }),
        ("OOM", { $0.resources.oomKillDisable = true }),
        ("reserved memory", { $0.resources.reservedMemoryBytes = 1 }),
        ("reserved CPU", { $0.resources.reservedCPUMillis = 1 }),
        ("processes", { $0.resources.pidsLimit = 1 }),
        ("OOM score", { $0.resources.oomScoreAdjustment = 1 }),
        ("swappiness", { $0.resources.memorySwappiness = 1 }),
        ("secret", { $0.files = [FileMount(kind: .secret, name: "a", path: "/a", content: "a")] }),
        ("content of a secret", { $0.files = [FileMount(kind: .secret, name: "a", path: "/a", content: "b")] }),
        ("health check", { $0.healthcheck = HealthcheckSpec(test: .shell("true")) }),
        ("words of the health check", { $0.healthcheck = HealthcheckSpec(test: .command(["true"])) }),
        ("init", { $0.runsInit = true }),
        ("groups", { $0.groupAdd = ["mail"] }),
        ("device rules", { $0.deviceCgroupRules = ["mail"] }),
        ("control group", { $0.cgroupParent = "/a" }),
        ("runtime", { $0.runtime = "/a" }),
        ("user namespace", { $0.userNamespaceMode = "host" }),
        ("UTS", { $0.utsMode = "host" }),
        ("storage", { $0.storageOptions = ["size": "1g"] }),
        ("HTTP probe", { $0.probe = ProbeSpec(check: .http(port: 80, path: "/")) }),
        ("path of the probe", { $0.probe = ProbeSpec(check: .http(port: 80, path: "/ready")) }),
        ("TCP probe", { $0.probe = ProbeSpec(check: .tcp(port: 80)) }),
        ("command of the probe", { $0.probe = ProbeSpec(check: .command("true")) }),
        ("time of the probe", { $0.probe = ProbeSpec(check: .tcp(port: 80), timeoutSeconds: 9) }),
        ("delay of the probe", { $0.probe = ProbeSpec(check: .tcp(port: 80), initialDelaySeconds: 9) }),
    ]

    @Test func everythingThatMakesAContainerCountsAndIsToldApart() {
        var seen = [ServiceSpec(name: "web", image: "nginx:1").containerHash: "nothing"]
        for (name, change) in Self.changes {
            var spec = ServiceSpec(name: "web", image: "nginx:1")
            change(&spec)
            let hash = spec.containerHash
            #expect(seen[hash] == nil, "\(name) is as \(seen[hash] ?? "")")
            seen[hash] = name
        }
    }

    @Test func howManyAndInWhichOrderDoesNotCount() {
        var spec = Self.full
        spec.line = 99
        spec.scale = 7
        spec.isGlobal = true
        spec.depends = ["db"]
        spec.reschedule = .onNodeFailure
        spec.dependConditions = ["db": .healthy]
        spec.update.parallelism = 2
        spec.rollback = UpdateSpec(parallelism: 1)
        spec.placement.zones = ZoneSpread(minimum: 2)
        spec.placement.constraints = [PlacementExpression(key: "node", value: "n1")]
        spec.pullsLatestImage = true
        spec.routeWeight = 0
        spec.autoScaling = AutoScalingSpec()
        spec.retryCount = 3
        spec.containerRemoval = .all
        for label in ServiceSpec.labelsOutsideContainers { spec.labels[label] = "x" }
        for prefix in ServiceSpec.labelPrefixesOutsideContainers { spec.labels[prefix + "step"] = "1" }
        #expect(spec.containerHash == Self.full.containerHash)
        #expect(ServiceSpec.labelsOutsideContainers.contains("aliyun.scale"))
        #expect(ServiceSpec.labelsOutsideContainers.contains("aliyun.depends"))
        #expect(ServiceSpec.labelsOutsideContainers.contains("aliyun.rolling_updates"))
    }

    @Test func theOrderOfLabelsDoesNotCount() {
        let pairs = (0..<50).map { ("label.\($0)", "\($0)") }
        var first = ServiceSpec(name: "web", image: "nginx:1")
        var second = first
        for (key, value) in pairs { first.labels[key] = value }
        second.labels.reserveCapacity(4_096)
        for (key, value) in pairs.reversed() { second.labels[key] = value }
        #expect(first.containerHash == second.containerHash)
    }

    private static var full: ServiceSpec {
        var spec = ServiceSpec(name: "web", image: "registry.test/team/web:2")
        spec.command = ["serve"]
        spec.environment = ["A=1", "B="]
        spec.ports = [PortMapping(container: ContainerPort(80), hostPort: 8_080, hostIP: "127.0.0.1")]
        spec.links = [ServiceLink(service: "db", alias: "mysql")]
        spec.volumes = [VolumeMount(source: .volume("data"), target: "/data", options: ["ro"])]
        spec.restart = .onFailure(maximumRetries: 3)
        spec.labels = ["team": "web", "aliyun.routing.port_80": "shop", "aliyun.scale": "3"]
        spec.resources.memoryBytes = 512 << 20
        spec.resources.cpuMillis = 500
        spec.scale = 3
        spec.probe = ProbeSpec(check: .http(port: 80, path: "/ready"), timeoutSeconds: 3)
        spec.routes = [RouteSpec(containerPort: 80, host: .prefix("shop"))]
        return spec
    }
}
