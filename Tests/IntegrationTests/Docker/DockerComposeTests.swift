//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// `docker-compose` 1.29 against the cluster, with links over its nodes.
@Suite(.needsCluster, .sharesCluster)
struct DockerComposeTests {
    /// In the first form of Compose's files links need the default network; the others make one of their own.
    private static let services = """
        web:
          image: busybox
          command: sh -c 'mkdir /www; echo composed > /www/index.html; echo serving; httpd -f -h /www'
          environment:
            - constraint:node==node1
          labels:
            aliyun.routing.port_80: PROJECT
        client:
          image: busybox
          command: sleep 1000
          links:
            - web:backend
          environment:
            - constraint:node!=node1
        """

    @Test(arguments: ["1", "2.4"])
    func upScaleLogsAndDown(version: String) async throws {
        let project = "dc" + version.filter { $0 != "." }
        let services = Self.services.replacing("PROJECT", with: project)
        let indented = services.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let text = version == "1" ? services : "version: '\(version)'\nservices:\n\(indented)\n"
        try await TemplateFile.with(text, name: "docker-compose.yml") { file in
            func compose(_ words: String...) async throws -> CommandResult {
                try await ClusterDocker.run(
                    ["docker-compose", "--ansi", "never", "-p", project, "-f", file] + words,
                    timeLimit: .seconds(180)
                )
            }
            func succeed(_ result: CommandResult) throws -> String {
                guard result.status == 0 else { throw CommandFailure(description: "\(result)") }
                return result.output
            }
            do {
                _ = try succeed(try await compose("up", "-d"))
                let answer = try await eventually("the link answers on another node") {
                    try await compose("exec", "-T", "client", "wget", "-q", "-O", "-", "http://backend/")
                } until: {
                    $0.output.contains("composed")
                }
                #expect(answer.status == 0)
                let web = try await ClusterDocker.succeed("inspect", "-f", "{{.Node.Name}}", "\(project)_web_1")
                let client = try await ClusterDocker.succeed("inspect", "-f", "{{.Node.Name}}", "\(project)_client_1")
                #expect(web == "node1" && client != "node1")
                // Also where Compose has made a network of its own for them.
                #expect(try await Web.answers("\(project).localhost").body.contains("composed"))
                #expect(try succeed(try await compose("ps")).contains("\(project)_web_1"))
                _ = try succeed(try await compose("up", "-d", "--scale", "web=2"))
                #expect(try succeed(try await compose("ps", "-q")).split(separator: "\n").count == 3)
                let logs = try await eventually("both have said what they do") {
                    try succeed(try await compose("logs", "web"))
                } until: {
                    $0.split(separator: "\n").count { $0.contains("serving") } == 2
                }
                #expect(logs.contains("web_2"))
                // What didn't change stays as it is.
                let again = try await compose("up", "-d", "--scale", "web=2")
                #expect(again.status == 0 && again.error.contains("\(project)_client_1 is up-to-date"), "\(again)")
                _ = try succeed(try await compose("down"))
            } catch {
                _ = try? await compose("down")
                throw error
            }
            #expect(try await ClusterDocker.succeed("ps", "-aq", "--filter", "name=\(project)_").isEmpty)
        }
    }
}
