//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// A file of the Compose Specification with others beside it: what it says is there in the containers.
@Suite(.needsCluster, .sharesCluster)
struct ComposeSpecificationTests {
    private static let template = """
        services:
          web:
            image: nginx:latest
            env_file: [common.env, {path: absent.env, required: false}]
            environment: {COLOUR: blue}
            secrets:
              - password
              - {source: token, target: /etc/token, uid: "33", gid: "33", mode: 0400}
            configs:
              - {source: site, target: /etc/nginx/conf.d/default.conf}
            healthcheck:
              test: ["CMD-SHELL", "test -s /run/nginx.pid"]
              interval: 1s
              start_period: 30s
            depends_on:
              cache: {condition: service_healthy}
              setup: {condition: service_completed_successfully}
            deploy:
              replicas: 2
              resources:
                limits: {memory: 64m, cpus: "0.5"}
                reservations: {memory: 16m}
          cache:
            image: redis:latest
            volumes: ["data:/data"]
            healthcheck: {test: [CMD, redis-cli, ping], interval: 1s, retries: 60}
          setup:
            image: busybox:latest
            command: ["sh", "-c", "sleep 1; echo ready for $$COLOUR"]
            environment: [COLOUR=red]
            restart: "no"
          debug:
            image: busybox:latest
            profiles: [debug]
            command: sleep 100000
            stop_signal: SIGKILL
        volumes:
          data:
        secrets:
          password: {file: ./password.txt}
          token: {environment: TOKEN}
        configs:
          site:
            content: |
              server { listen 80; location / { return 200 "hello ${NAME}\\n"; } }
        """
    private static let files = ["common.env": "# shared\nCOLOUR=green\nSHAPE=round\n", "password.txt": "open sesame"]
    private static let values = ["-e", "TOKEN=t0k3n", "-e", "NAME=world"]

    @Test func everythingIsThere() async throws {
        try await TestApplication.with("spec") { application in
            let deployed = try await application.tryDeploy(Self.template, Self.values, files: Self.files)
            #expect(deployed.status == 0, "\(deployed)")
            let containers = try await application.containers()
            #expect(containers.map(\.service) == ["cache", "setup", "web", "web"])
            let cache = try await application.container("cache")
            let setup = try await application.container("setup")
            #expect(cache.health == "healthy" && !setup.running)
            let output = try await Docker.run(on: setup.nodeName, "logs", setup.id)
            #expect(output == "ready for red\n")

            for web in containers where web.service == "web" {
                #expect(web.health == "healthy")
                let started = try await Docker.startTime(of: web)
                #expect(try await Docker.startTime(of: cache) < started)
                #expect(try await Docker.endTime(of: setup) < started)
                try await check(web)
            }
            // The health is the engine's own, and so are the limits.
            #expect(try await Docker.inspect(on: cache.nodeName, cache.id, "{{.State.Health.Status}}") == "healthy")
            let mounts = "{{range .Mounts}}{{.Name}}:{{.Destination}}{{end}}"
            #expect(try await Docker.inspect(on: cache.nodeName, cache.id, mounts) == "spec_data:/data")
        }
    }

    private func check(_ web: ContainerObject) async throws {
        func inside(_ words: String) async throws -> String {
            try await Docker.run(on: web.nodeName, "exec", web.id, "sh", "-c", words)
        }
        #expect(try await inside("cat /run/secrets/password") == "open sesame")
        #expect(try await inside("cat /etc/token") == "t0k3n")
        #expect(try await inside("stat -c '%a %u %g' /etc/token") == "400 33 33\n")
        #expect(try await inside("echo $COLOUR $SHAPE") == "blue round\n")
        #expect(try await inside("cat /etc/nginx/conf.d/default.conf").contains("hello world"))
        let limits = "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.MemoryReservation}}"
        #expect(try await Docker.inspect(on: web.nodeName, web.id, limits) == "67108864 500000000 16777216")
    }

    @Test func profilesAreAskedFor() async throws {
        let template = """
            services:
              always: {image: "busybox:latest", command: sleep 100000, stop_signal: SIGKILL}
              debug: {image: "busybox:latest", command: sleep 100000, stop_signal: SIGKILL, profiles: [debug]}
            """
        try await TestApplication.deployed("spec-profiles", template) { application in
            #expect(try await application.runs(with: 1).map(\.service) == ["always"])
            try await application.deploy(template, "-e", "COMPOSE_PROFILES=debug")
            #expect(try await application.runs(with: 2).map(\.service) == ["always", "debug"])
        }
    }

    @Test func aMissingFileIsNamedAndChangesNothing() async throws {
        try await TestApplication.with("spec-missing") { application in
            let result = try await application.tryDeploy(Self.template, Self.values)
            #expect(result.status == 1 && result.error.contains("common.env"), "\(result)")
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
        }
    }
}
