//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// The endpoint of the cluster, with the files that `gantry cluster certs` writes.
@Suite(.needsCluster, .sharesCluster)
struct EndpointTests {
    private func curl(_ folder: String?, _ url: String) async throws -> CommandResult {
        let files = folder.map { folder in
            ["--cacert", "\(folder)/ca.pem", "--cert", "\(folder)/cert.pem", "--key", "\(folder)/key.pem"]
        }
        let words = ["curl", "--silent", "--show-error", "--write-out", " %{http_code}"] + (files ?? ["--insecure"])
        return try await Command.run(words + [url])
    }

    @Test func theClustersCertificatesOpenItsEndpoint() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Gantry.succeed("cluster", "certs", "local", "--dir", folder.path)
        let cluster = try await Gantry.json(ClusterObject.self, "cluster", "inspect", "local")
        let script = try String(contentsOf: folder.appending(path: "env.sh"), encoding: .utf8)
        #expect(script.contains("tcp://" + cluster.masterURL.dropFirst("https://".count)))

        // Its own authority is all that curl trusts: the address has to be in the server's certificate.
        let hosts = try await curl(folder.path, cluster.masterURL + "/hosts/")
        #expect(hosts.output.hasSuffix(" 200"), "\(hosts)")
        for node in TestEnvironment.nodes { #expect(hosts.output.contains("\"Name\":\"\(node)\"")) }
        try await TestApplication.deployed("endpoint", Templates.idle()) { _ in
            let project = try await curl(folder.path, cluster.masterURL + "/projects/endpoint")
            #expect(project.output.hasSuffix(" 200") && project.output.contains("\"current_state\":\"running\""))
            let container = try await curl(folder.path, cluster.masterURL + "/containers/endpoint_idle_1/json")
            #expect(container.output.hasSuffix(" 200") && container.output.contains("\"State\""), "\(container)")
        }
        // TLS ends it: there is no answer at all.
        let stranger = try await curl(nil, cluster.masterURL + "/hosts/")
        #expect(stranger.status != 0 && stranger.output.hasSuffix(" 000"), "\(stranger)")

        let archive = folder.path + "/archive"
        try await Gantry.succeed("cluster", "certs", "local", "--dir", archive, "--zip")
        let read = "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('key.pem'))"
        let key = try await Command.succeed(["python3", "-c", read, archive + "/certFiles.zip"])
        #expect(try key == String(contentsOf: folder.appending(path: "key.pem"), encoding: .utf8))
        // What Java's clients read it with.
        try await Command.succeed(["openssl", "rsa", "-in", folder.path + "/key.pem", "-check", "-noout"])
    }
}
