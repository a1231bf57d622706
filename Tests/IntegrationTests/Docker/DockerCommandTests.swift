//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// The `docker` command against the cluster.
@Suite(.needsCluster, .sharesCluster)
struct DockerCommandTests {
    private let image = "busybox"

    @Test func tellsOfTheCluster() async throws {
        let version = try await ClusterDocker.succeed(
            "version",
            "--format",
            "{{.Server.Version}} {{.Client.APIVersion}}"
        )
        #expect(version == "swarm/1.2.9 1.41")
        let info = try await ClusterDocker.succeed("info")
        for node in TestEnvironment.nodes { #expect(info.contains(" \(node): "), "\(info)") }
        #expect(info.contains("└ Status: Healthy"))
        let usage = try await ClusterDocker.succeed("system", "df")
        #expect(usage.contains("Images"))
    }

    @Test func runsContainersWhereTheSchedulerWantsThem() async throws {
        let output = try await ClusterDocker.succeed("run", "--rm", image, "echo", "hello")
        #expect(output.hasSuffix("hello"))
        for node in TestEnvironment.nodes {
            let name = "dk-place-\(node)"
            try await ClusterDocker.succeed(
                "run",
                "-d",
                "--name",
                name,
                "-e",
                "constraint:node==\(node)",
                "-e",
                "A=b",
                image,
                "sleep",
                "1000"
            )
            let facts = try await ClusterDocker.succeed(
                "inspect",
                "--format",
                "{{.Node.Name}} {{.Name}} {{.Config.Env}} {{index .Config.Labels \"com.docker.swarm.constraints\"}}",
                name
            )
            #expect(facts.hasPrefix("\(node) /\(name) "), "\(facts)")
            #expect(facts.contains("A=b") && !facts.contains("constraint:node"), "\(facts)")
            #expect(facts.contains(#"["node==\#(node)"]"#), "\(facts)")
            #expect(try await Docker.inspect(on: node, name, "{{.State.Status}}") == "running")
        }
        let names = try await ClusterDocker.succeed(
            "ps",
            "--filter",
            "name=dk-place-",
            "--format",
            "{{.Names}}"
        )
        #expect(
            Set(names.split(separator: "\n").map(String.init))
                == Set(TestEnvironment.nodes.map { "\($0)/dk-place-\($0)" })
        )
        let own = try await ClusterDocker.succeed("ps", "-q", "--filter", "node=node2", "--filter", "name=dk-place-")
        #expect(own.split(separator: "\n").count == 1)
        let shown = try await Gantry.json([ContainerObject].self, "ps")
        #expect(shown.filter { $0.name.contains("dk-place-") }.count == 3)
        let refused = try await ClusterDocker.docker("run", "--name", "dk-place-node1", image, "true")
        #expect(refused.status != 0 && refused.error.contains("Conflict: The name dk-place-node1 is already assigned"))
        let nowhere = try await ClusterDocker.docker("run", "-e", "constraint:node==nowhere", image, "true")
        #expect(nowhere.error.contains("Unable to find a node that satisfies the following conditions"), "\(nowhere)")
        await ClusterDocker.remove("dk-place-node1", "dk-place-node2", "dk-place-node3")
        #expect(try await ClusterDocker.succeed("ps", "-aq", "--filter", "name=dk-place-").isEmpty)
    }

    @Test func talksWithContainers() async throws {
        let name = "dk-talk"
        await ClusterDocker.remove(name)
        let piped = try await ClusterDocker.succeed("run", "--rm", "-i", image, "cat", input: "over and out")
        #expect(piped == "over and out")
        let failed = try await ClusterDocker.docker("run", "--rm", image, "sh", "-c", "echo bad >&2; exit 7")
        #expect(failed.status == 7 && failed.error.contains("bad"))
        // A terminal of its own, as a person has one.
        let terminal = try await ClusterDocker.run(
            [
                "script", "--quiet", "--return", "--command", "docker run --rm -it \(image) sh -c 'tty; stty size'",
                "/dev/null",
            ]
        )
        #expect(terminal.status == 0 && terminal.output.contains("/dev/pts/"), "\(terminal)")

        try await ClusterDocker.succeed(
            "run",
            "-d",
            "--name",
            name,
            image,
            "sh",
            "-c",
            "while read l; do echo $l; done; echo begun; sleep 1000"
        )
        #expect(try await ClusterDocker.succeed("exec", name, "echo", "inside") == "inside")
        #expect(try await ClusterDocker.succeed("exec", "-i", name, "cat", input: "abc") == "abc")
        let shell = try await ClusterDocker.run(
            ["script", "--quiet", "--return", "--command", "docker exec -it \(name) tty", "/dev/null"]
        )
        #expect(shell.output.contains("/dev/pts/"), "\(shell)")
        try await eventually("the log has the line") {
            try await ClusterDocker.succeed("logs", name)
        } until: {
            $0.contains("begun")
        }
        let followed = try await ClusterDocker.run(["timeout", "2", "docker", "logs", "-f", "--tail", "1", name])
        #expect(followed.output.contains("begun"), "\(followed)")
        #expect(try await ClusterDocker.succeed("top", name).contains("sleep 1000"))
        let usage = try await ClusterDocker.succeed("stats", "--no-stream", "--format", "{{.Name}}", name)
        #expect(usage.contains(name))
        #expect(try await ClusterDocker.succeed("port", name).isEmpty)
        await ClusterDocker.remove(name)
    }

    @Test func changesContainers() async throws {
        let (name, other) = ("dk-change", "dk-changed")
        await ClusterDocker.remove(name, other)
        try await ClusterDocker.succeed("create", "--name", name, image, "sleep", "1000")
        try await ClusterDocker.succeed("start", name)
        try await ClusterDocker.succeed("pause", name)
        try await ClusterDocker.succeed("unpause", name)
        try await ClusterDocker.succeed("stop", "--time", "0", name)
        try await ClusterDocker.succeed("rename", name, other)
        try await ClusterDocker.succeed("start", other)
        #expect(try await ClusterDocker.docker("inspect", name).status != 0)
        try await ClusterDocker.succeed("update", "--memory", "64m", "--memory-swap", "64m", other)
        try await ClusterDocker.succeed("restart", "--time", "0", other)
        try await ClusterDocker.succeed("kill", other)
        #expect(try await ClusterDocker.succeed("wait", other) == "137")
        let state = try await ClusterDocker.succeed("inspect", "--format", "{{.State.Status}}", other)
        #expect(state == "exited")
        try await ClusterDocker.succeed("rm", other)
        // The name is free at once.
        try await ClusterDocker.succeed("create", "--name", other, image, "true")
        await ClusterDocker.remove(other)
        let gone = try await ClusterDocker.docker("rm", other)
        #expect(gone.status != 0 && gone.error.contains("not found"), "\(gone)")
    }

    @Test func copiesFiles() async throws {
        let name = "dk-copy"
        await ClusterDocker.remove(name)
        try await ClusterDocker.succeed("run", "-d", "--name", name, image, "sleep", "1000")
        let folder = FileManager.default.temporaryDirectory.appending(path: "dk-copy-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // More than is read as a whole.
        let data = Data((0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try data.write(to: URL(filePath: folder + "/in"))
        try await ClusterDocker.succeed("cp", folder + "/in", "\(name):/file")
        try await ClusterDocker.succeed("cp", "\(name):/file", folder + "/out")
        #expect(try Data(contentsOf: URL(filePath: folder + "/out")) == data)
        #expect(try await ClusterDocker.succeed("diff", name).contains("A /file"))
        await ClusterDocker.remove(name)
    }

    @Test func followsEvents() async throws {
        let name = "dk-event"
        await ClusterDocker.remove(name)
        async let events = ClusterDocker.run([
            "timeout", "12", "docker", "events", "--filter", "container=\(name)", "--format",
            "{{.Action}} {{index .Actor.Attributes \"node.name\"}}",
        ])
        try await Task.sleep(for: .seconds(3))
        try await ClusterDocker.succeed("run", "--rm", "--name", name, "-e", "constraint:node==node3", image, "true")
        let output = try await events.output
        #expect(output.contains("start node3") && output.contains("die node3"), "\(output)")
        let past = try await ClusterDocker.succeed(
            "events",
            "--since",
            "10m",
            "--until",
            "0s",
            "--filter",
            "container=\(name)",
            "--format",
            "{{.Action}}"
        )
        #expect(past.contains("start"), "\(past)")
    }

    @Test func linksReachOverNodes() async throws {
        await ClusterDocker.remove("dk-web", "dk-client")
        try await ClusterDocker.succeed(
            "run",
            "-d",
            "--name",
            "dk-web",
            "-e",
            "constraint:node==node1",
            image,
            "sh",
            "-c",
            "mkdir /www; echo linked > /www/index.html; httpd -f -h /www"
        )
        let answer = try await eventually("the link answers") {
            try await ClusterDocker.succeed(
                "run",
                "--rm",
                "--link",
                "dk-web:backend",
                "-e",
                "constraint:node==node2",
                image,
                "wget",
                "-q",
                "-O",
                "-",
                "http://backend/"
            )
        } until: {
            $0.contains("linked")
        }
        #expect(answer.contains("linked"))
        await ClusterDocker.remove("dk-web")
    }

    @Test func buildsSavesAndLoadsImages() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dk-build-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("FROM \(image)\nARG WHO\nRUN echo built by $WHO > /built\nCMD [\"cat\", \"/built\"]\n".utf8)
            .write(to: URL(filePath: folder + "/Dockerfile"))
        try await ClusterDocker.succeed("pull", image)
        let built = try await ClusterDocker.docker(
            "build",
            "-t",
            "dk-built:1",
            "--build-arg",
            "WHO=gantry",
            "--build-arg",
            "constraint:node==node2",
            folder
        )
        #expect(built.status == 0, "\(built)")
        #expect(try await ClusterDocker.succeed("run", "--rm", "dk-built:1") == "built by gantry")
        try await ClusterDocker.succeed("tag", "dk-built:1", "dk-built:2")
        #expect(try await ClusterDocker.succeed("images", "-q", "dk-built").split(separator: "\n").count == 2)
        try await ClusterDocker.succeed("save", "-o", folder + "/image.tar", "dk-built:1")
        try await ClusterDocker.succeed("rmi", "dk-built:1", "dk-built:2")
        #expect(try await ClusterDocker.docker("image", "inspect", "dk-built:1").status != 0)
        try await ClusterDocker.succeed("load", "-i", folder + "/image.tar")
        for node in TestEnvironment.nodes {
            #expect(try await Docker.run(on: node, "images", "-q", "dk-built:1").isEmpty == false)
        }
        #expect(try await ClusterDocker.succeed("history", "dk-built:1").contains("built by"))
        try await ClusterDocker.succeed("rmi", "dk-built:1")
    }

    @Test func networksAndVolumesAreTheClusters() async throws {
        try await ClusterDocker.succeed("network", "create", "dk-net")
        #expect(
            try await ClusterDocker.succeed("network", "inspect", "-f", "{{.Driver}} {{.Scope}}", "dk-net")
                == "overlay swarm"
        )
        try await ClusterDocker.succeed(
            "run",
            "-d",
            "--name",
            "dk-n1",
            "--network",
            "dk-net",
            "-e",
            "constraint:node==node1",
            image,
            "sleep",
            "1000"
        )
        let found = try await eventually("the name is known on another node") {
            try await ClusterDocker.succeed(
                "run",
                "--rm",
                "--network",
                "dk-net",
                "-e",
                "constraint:node==node3",
                image,
                "ping",
                "-c",
                "1",
                "dk-n1"
            )
        } until: {
            $0.contains("1 packets received")
        }
        #expect(!found.isEmpty)
        await ClusterDocker.remove("dk-n1")
        try await eventually("the network can be removed") {
            try await ClusterDocker.docker("network", "rm", "dk-net")
        } until: {
            $0.status == 0
        }
        let names = try await ClusterDocker.succeed("network", "ls", "--format", "{{.Name}}")
        #expect(names.contains("node1/bridge") && names.contains("multi-host-network"))
        #expect(try await ClusterDocker.docker("network", "rm", "multi-host-network").status != 0)

        #expect(try await ClusterDocker.succeed("volume", "create", "dk-volume") == "dk-volume")
        let volumes = try await ClusterDocker.succeed("volume", "ls", "--format", "{{.Name}}")
        for node in TestEnvironment.nodes { #expect(volumes.contains("\(node)/dk-volume"), "\(volumes)") }
        try await ClusterDocker.succeed("volume", "rm", "dk-volume")
        #expect(try await ClusterDocker.docker("volume", "inspect", "dk-volume").status != 0)
    }
}
