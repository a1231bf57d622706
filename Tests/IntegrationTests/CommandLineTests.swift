//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// What the commands print and how they end.
@Suite(.needsCluster, .sharesCluster)
struct CommandLineTests {
    @Test func planTellsAndChangesNothing() async throws {
        try await TestApplication.with("planned") { application in
            let template = Templates.idle(scale: 3)
            try await TemplateFile.with(template) { path in
                let first = try await Gantry.run("app", "plan", "planned", "-f", path)
                #expect(first.status == 1, "\(first)")
                for (number, node) in zip(1..., TestEnvironment.nodes) {
                    #expect(first.output.contains("create planned_idle_\(number) on "), "\(first)")
                    #expect(first.output.contains(node), "\(first)")
                }
                #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
                try await application.deploy(template)
                let second = try await Gantry.run("app", "plan", "planned", "-f", path)
                #expect(second.status == 0, "\(second)")
            }
            try await TemplateFile.with(Templates.idle(scale: 2, environment: ["A=b"])) { path in
                let change = try await Gantry.run("app", "plan", "planned", "-f", path)
                #expect(change.status == 1, "\(change)")
                #expect(change.output.contains("replace planned_idle_1"), "\(change)")
                #expect(change.output.contains("remove planned_idle_3"), "\(change)")
            }
            try await TemplateFile.with("idle:\n  imgae: x\n") { path in
                let wrong = try await Gantry.run("app", "plan", "planned", "-f", path)
                #expect(wrong.status == 255 && wrong.error.contains(":2: idle.imgae"), "\(wrong)")
            }
            #expect(try await Gantry.run("app", "plan", "planned", "-f", "/no/such/file").status == 255)
        }
    }

    @Test func logsOfAllNodes() async throws {
        let template = Templates.service(
            "talk",
            """
            image: busybox:latest
            stop_signal: SIGKILL
            command: sh -c 'echo hello from $$HOSTNAME; echo oops >&2; while [ ! -e /more ]; do sleep 0.2; done; echo more; sleep 1000'
            """,
            labels: ["aliyun.scale": "3"]
        )
        try await TestApplication.deployed("talks", template) { _ in
            let names = (1...3).map { "talks_talk_\($0)" }
            try await eventually("all logs") {
                try await Gantry.succeed("app", "logs", "talks")
            } until: { text in
                names.allSatisfy { text.contains("\($0) | ") && text.contains("hello from") }
                    && text.split(separator: "\n").count == 6
            }
            let own = try await Gantry.succeed("logs", "talks_talk_2")
            #expect(own.contains("hello from") && !own.contains("|"), "\(own)")
            let last = try await Gantry.succeed("app", "logs", "--tail", "1", "talks")
            #expect(last.split(separator: "\n").count == 3, "\(last)")

            // The last line of each, then what is said while it follows.
            // It ends by itself when the containers go; nobody waits for it.
            let follow = "'\(Gantry.program)' app logs -f --tail 1 talks 2>/dev/null | grep --line-buffered more"
            async let followed = Command.run(["bash", "-c", "head -n 3 < <(\(follow))"], timeLimit: .seconds(60))
            for name in names {
                try await Gantry.succeed("exec", name, "touch", "/more")
            }
            try await eventually("all have said more") {
                try await Gantry.succeed("app", "logs", "talks")
            } until: {
                $0.components(separatedBy: "| more").count == 4
            }
            let lines = try await followed
            #expect(Set(lines.lines) == Set(names.map { "\($0) | more" }), "\(lines)")
        }
    }

    @Test func executesInContainers() async throws {
        try await TestApplication.deployed("exec", Templates.idle()) { _ in
            let container = "exec_idle_1"
            let code = try await Gantry.run("exec", container, "sh", "-c", "echo out; echo err >&2; exit 7")
            #expect(code.status == 7 && code.output == "out\n" && code.error == "err\n", "\(code)")
            let input = String(repeating: "0123456789abcdef\n", count: 20_000)
            let piped = try await Gantry.run("exec", "-i", container, "wc", "-c", input: input)
            #expect(piped.status == 0 && piped.lines == ["\(input.utf8.count)"], "\(piped)")
            let echoed = try await Gantry.run("exec", "-i", container, "cat", input: input)
            #expect(echoed.output == input)
            let options = try await Gantry.run(
                "exec",
                "-w",
                "/tmp",
                "-e",
                "A=b c",
                container,
                "sh",
                "-c",
                "pwd; echo $A"
            )
            #expect(options.lines == ["/tmp", "b c"], "\(options)")
            let terminal = try await Command.run(
                ["script", "-qec", "'\(Gantry.program)' exec -it \(container) tty", "/dev/null"]
            )
            #expect(terminal.output.contains("/dev/pts/"), "\(terminal)")
            let missing = try await Gantry.run("exec", "no_such_1", "true")
            #expect(missing.status == 1 && missing.error.contains("No such container"), "\(missing)")
        }
    }

    @Test func containerCommands() async throws {
        try await TestApplication.deployed("single", Templates.idle()) { application in
            let name = "single_idle_1"
            let before = try await application.container("idle")
            #expect(try await Gantry.succeed("inspect", name).contains(before.id))
            #expect(try await Gantry.succeed("top", name).contains("sleep 100000"))
            let start = try await Docker.inspect(on: before.nodeName, name, "{{.State.StartedAt}}")
            try await Gantry.succeed("restart", "-t", "0", name)
            #expect(try await Docker.inspect(on: before.nodeName, name, "{{.State.StartedAt}}") != start)
            try await Gantry.succeed("rm", "--force", name)
            try await application.runs(with: 1) { $0.first?.id != before.id }
        }
    }

    @Test func eventsTellTheStory() async throws {
        try await TestApplication.with("story") { application in
            try await application.deploy(Templates.idle())
            try await application.remove()
            let text = try await eventually("the removal is told") {
                try await Gantry.succeed("app", "events", "story")
            } until: {
                $0.contains("removal accepted")
            }
            #expect(text.contains("deploy accepted"), "\(text)")
            #expect(text.contains("story_idle_1"), "\(text)")
            let json = try await Gantry.succeed("app", "events", "story", "-o", "json")
            let events = try json.split(separator: "\n").map {
                try JSONDecoder().decode(EventObject.self, from: Data($0.utf8))
            }
            #expect(events.allSatisfy { $0.project == "story" && !$0.action.isEmpty && !$0.time.isEmpty })
            #expect(events.map(\.id) == events.map(\.id).sorted())
        }
    }

    @Test func objectsHaveTheirDocumentedFields() async throws {
        let template = Templates.web(host: "fields", labels: ["aliyun.log_store_web": "stdout"])
        try await TestApplication.deployed("fields", template) { application in
            let project = try await keys("app", "inspect", "fields")
            for field in [
                "name", "description", "template", "version", "created", "updated", "desired_state", "current_state",
                "environment", "services",
            ] {
                #expect(project[field] != nil, "project.\(field)")
            }
            let environment = try #require(project["environment"] as? [String: String])
            #expect(environment["COMPOSE_PROJECT_NAME"] == "fields")
            #expect(environment["ACS_PROJECT_VERSION"] == project["version"] as? String)
            #expect(environment["ACS_DEFAULT_DOMAIN"] == "localhost")
            #expect((project["created"] as? String)?.contains(".") == true)
            let service = try #require((project["services"] as? [[String: Any]])?.first)
            for field in [
                "id", "name", "project", "description", "compose_version", "containers", "created", "updated",
                "current_state", "desired_state", "definition", "extensions", "hash", "version",
            ] {
                #expect(service[field] != nil, "service.\(field)")
            }
            #expect(service["id"] as? String == "fields_web")
            #expect((service["extensions"] as? [String: Any])?["scale"] as? Int == 1)
            let definition = try #require(service["definition"] as? [String: Any])
            for field in ["environment", "image", "labels", "mem_limit", "restart", "volumes", "shm_size"] {
                #expect(definition[field] != nil, "definition.\(field)")
            }
            let containers = try #require(service["containers"] as? [String: [String: Any]])
            let (id, container) = try #require(containers.first)
            for field in [
                "name", "node", "vm_id", "ip", "running", "status", "health", "status_ext", "fail_count", "ports",
                "image", "image_id",
            ] {
                #expect(container[field] != nil, "container.\(field)")
            }
            #expect(id == (try await application.container("web").id))
            #expect(container["name"] as? String == "/fields_web_1")

            let hosts = try await Gantry.succeed("node", "ls", "-o", "json")
            let parsed = try JSONSerialization.jsonObject(with: Data(hosts.utf8)) as? [[String: Any]]
            let host = try #require(parsed?.first)
            for field in [
                "IP", "Healthy", "InstanceId", "ZoneId", "RegionId", "Status", "created", "updated", "Containers",
                "ContainersRunning", "ContainersPaused", "ContainersStopped", "AgentVersion", "Name",
            ] {
                #expect(host[field] != nil, "host.\(field)")
            }
            #expect(parsed?.compactMap { $0["Name"] as? String } == TestEnvironment.nodes)
        }
    }

    private func keys(_ words: String...) async throws -> [String: Any] {
        let text = try await Command.succeed([Gantry.program] + words + ["-o", "json"])
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func nodes() async throws {
        let table = try await Gantry.run("node", "ls").lines
        #expect(table.count == 4 && table.dropFirst().allSatisfy { $0.contains("ready") }, "\(table)")
        #expect(try await Gantry.run("node", "ls", "-q").lines == TestEnvironment.nodes)
        let host = try await Gantry.json(APITypes.Host.self, "node", "inspect", "node2")
        #expect(host.name == "node2" && host.zoneID == "zone-b" && host.cpus > 0 && host.memoryBytes > 0)
        try await Gantry.succeed("node", "label", "node2", "disk=ssd", "row=2")
        try await Gantry.succeed("node", "label", "node2", "row-")
        let labels = try await Gantry.json(APITypes.Host.self, "node", "inspect", "node2").labels
        #expect(labels["disk"] == "ssd" && labels["row"] == nil)
        try await Gantry.succeed("node", "label", "node2", "disk-")
        let missing = try await Gantry.run("node", "inspect", "node9")
        #expect(missing.status == 1 && missing.error.contains("Not Found"), "\(missing)")
    }

    @Test func clusterAndAccess() async throws {
        #expect(try await Gantry.succeed("whoami") == "admin\n")
        #expect(try await Gantry.run("cluster", "ls", "-q").lines == ["local"])
        #expect(try await Gantry.run("cluster", "registry", "ls").lines.contains { $0.contains("10.213.") })
        let cluster = try await Gantry.json(ClusterObject.self, "cluster", "inspect", "local")
        #expect(cluster.size == 3 && cluster.state == "running" && cluster.rootDomain == "localhost")
        let registry = try #require(cluster.imageMap["nginx"]?.split(separator: "/").first)
        #expect(try await Gantry.succeed("cluster", "registry", "ls").contains(registry))
        #expect(try await Gantry.run("app", "ls", "--all", "-q").lines.contains("acsrouting"))
        #expect(try await !Gantry.run("app", "ls", "-q").lines.contains("acsrouting"))
        let yaml = try await Gantry.succeed("cluster", "inspect", "local", "-o", "yaml")
        #expect(yaml.contains("\"name\": \"local\""), "\(yaml)")
    }

    @Test func localStatus() async throws {
        let text = try await Gantry.succeed("local", "status")
        for part in TestEnvironment.nodes + ["supervisor", "server", "registry", "front door", "load balancers"] {
            #expect(text.contains(part), "\(text)")
        }
        let again = try await Gantry.run("local", "stop", "node9")
        #expect(again.status == 1 && again.error.contains("node1, node2, node3"), "\(again)")
    }

    @Test func wrongUsage() async throws {
        #expect(try await Gantry.run("app", "deploy").status == 64)
        #expect(try await Gantry.run("no-such-command").status == 64)
        let missing = try await Gantry.run("app", "inspect", "no-such-application")
        #expect(missing.status == 1 && missing.error.hasPrefix("error: ") && missing.output.isEmpty, "\(missing)")
        let system = try await Gantry.run("app", "rm", "acsrouting")
        #expect(system.status == 1 && system.error.contains("part of Gantry"), "\(system)")
    }
}
