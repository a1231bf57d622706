//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// The reference template on three engines: the first thing that a newcomer sees.
@Suite(.needsCluster, .sharesCluster)
struct WordPressTests {
    @Test func runsOnThreeNodesAndReachesItsDatabase() async throws {
        let example = try String(contentsOfFile: "examples/wordpress.yml", encoding: .utf8)
        try await TestApplication.deployed("wordpress", example) { application in
            let containers = try await application.containers()
            let web = containers.filter { $0.service == "web" }
            let database = try #require(containers.first { $0.service == "db" })
            #expect(Set(web.map(\.nodeName)) == Set(TestEnvironment.nodes))
            #expect(web.allSatisfy { $0.health == "healthy" })
            #expect(containers.count == 4)

            // The page only comes when the database answers, and two of three containers have it on another node.
            let install = "/wp-admin/install.php"
            for address in try await Web.nodes() + [TestEnvironment.frontDoor] {
                let page = try await Web.answers("wordpress.localhost", install, at: address)
                #expect(page.body.contains("WordPress"))
            }
            #expect(try await Web.get("wordpress.localhost").status == 302)
            #expect(try await Web.get("www.example.com", install).status == 200)
            #expect(try await Web.get("www.nice.com", install).status == 200)
            for container in web {
                let page = try await Web.get(
                    "wordpress.localhost",
                    install,
                    cookies: ["CONTAINERID": container.id]
                )
                #expect(page.status == 200, "\(container.name)")
            }

            let cluster = try await Gantry.json(ClusterObject.self, "cluster", "inspect", "local")
            let overlay = cluster.subnetCIDR.split(separator: ".").prefix(2).joined(separator: ".") + "."
            #expect(!overlay.isEmpty && containers.allSatisfy { $0.ip.hasPrefix(overlay) }, "\(cluster.subnetCIDR)")
            #expect(Set(containers.map(\.ip)).count == 4)

            for container in web {
                let name = container.plainName
                let node = container.nodeName
                #expect(try await Docker.inspect(on: node, name, "{{.Config.Hostname}}") == name)
                let found = try await Docker.run(on: node, "exec", name, "getent", "hosts", "mysql")
                #expect(found.hasPrefix(database.ip + " "), "\(name): \(found)")
                let labels = try await labels(of: container)
                #expect(labels["com.docker.compose.project"] == "wordpress")
                #expect(labels["com.docker.compose.service"] == "web")
                #expect(
                    labels["com.docker.compose.container-number"] == name.split(separator: "_").last.map(String.init)
                )
                #expect(labels["aliyun.scale"] == "3")
                #expect(labels["aliyun.probe.url"] == "http://container/license.txt")
            }
        }
        #expect(try await TestApplication(name: "wordpress").onEngines().values.allSatisfy(\.isEmpty))
    }

    private func labels(of container: ContainerObject) async throws -> [String: String] {
        let json = try await Docker.inspect(on: container.nodeName, container.id, "{{json .Config.Labels}}")
        return try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
    }
}
