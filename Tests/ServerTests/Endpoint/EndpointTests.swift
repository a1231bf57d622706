//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import NIOHTTP1
import Store
import Testing

@testable import Server

/// A cluster's endpoint in a whole server.
@Suite struct EndpointTests {
    private func revoke(_ user: String, _ endpoint: TestEndpoint, _ headers: [(String, String)]) async throws -> Int {
        let path = "/clusters/\(endpoint.cluster)/certificates/\(user)"
        return try await endpoint.gantry.call(.DELETE, path, headers: headers).status
    }

    @Test func onlyTheClustersOwnCertificatesComeIn() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let one = try await TestEndpoint.make("one", in: gantry)
            let two = try await TestEndpoint.make("two", in: gantry)
            let (own, other) = (try await one.certificates(admin), try await two.certificates(admin))
            #expect(one.port != two.port)
            #expect(try await one.accepts(own))
            #expect(try await !one.accepts(nil))
            #expect(try await !one.accepts(other))
            #expect(try await two.accepts(other))
            // The certificate of one with the key of another.
            let mixed = ClusterCertificates(ca: own.ca, cert: own.cert, key: other.key)
            #expect(try await !one.accepts(mixed))
        }
    }

    @Test func aCertificateStaysTheSameUntilItIsRevoked() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let first = try await endpoint.certificates(admin)
            #expect(first.key.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
            #expect(try await endpoint.certificates(admin) == first)
            let list = { try await gantry.call(.GET, "/clusters/one/certificates", headers: admin) }
            #expect(try await list().decode([ClusterCertificateObject].self).map(\.user) == ["admin"])

            try await RawConnection.open(port: endpoint.port, as: first) { connection in
                try await connection.write("GET /hosts HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await connection.read(to: "[]").hasPrefix("HTTP/1.1 200 "))
                #expect(try await revoke("admin", endpoint, admin) == 200)
                // It is the server that ends it.
                #expect(try await connection.readToEnd().isEmpty)
            }
            #expect(try await !endpoint.accepts(first))
            #expect(try await list().body == "[]")
            #expect(try await revoke("admin", endpoint, admin) == 404)
            let second = try await endpoint.certificates(admin)
            #expect(second.cert != first.cert && second.key != first.key)
            #expect(try await endpoint.accepts(second))
            #expect(try await !endpoint.accepts(first))
        }
    }

    @Test func certificatesEndWithTheirUser() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let kim = try await gantry.user("kim", role: .readOnly)
            let files = try await endpoint.certificates(kim)
            #expect(try await endpoint.accepts(files))
            try await RawConnection.open(port: endpoint.port, as: files) { connection in
                try await connection.write("GET /hosts HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await connection.read(to: "[]")
                let disabled = try await gantry.call(.PUT, "/users/kim", body: #"{"disabled":true}"#, headers: admin)
                #expect(disabled.status == 200)
                #expect(try await connection.readToEnd().isEmpty)
            }
            _ = try await gantry.call(.PUT, "/users/kim", body: #"{"disabled":false}"#, headers: admin)
            #expect(try await !endpoint.accepts(files))

            let lee = try await endpoint.certificates(try await gantry.user("lee", role: .readOnly))
            #expect(try await endpoint.accepts(lee))
            #expect(try await gantry.call(.DELETE, "/users/lee", headers: admin).status == 200)
            #expect(try await !endpoint.accepts(lee))
        }
    }

    @Test func rightsAreTheUsersAndCallsAreAudited() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let kim = try await gantry.user("kim", role: .readOnly)
            let files = try await endpoint.certificates(kim)
            let template = #"{"name":"web","template":"web:\n  image: nginx\n"}"#
            let refused = try await endpoint.call(.POST, "/projects/", body: template, as: files)
            #expect(refused.status == 403 && refused.body.contains("\"message\":\"cs:CreateProject on "))
            // What the request claims of itself doesn't count.
            let claimed = try await endpoint.call(.POST, "/projects/", body: template, headers: admin, as: files)
            #expect(claimed.status == 403)
            #expect(try await endpoint.call(.POST, "/containers/x/stop", as: files).status == 403)
            #expect(try await endpoint.call(.GET, "/v1.41/containers/x/json", as: files).status == 404)
            #expect(try await endpoint.call(.GET, "/users", as: files).status != 200)

            let page = try await gantry.call(.GET, "/audit?user=kim", headers: admin).decode(AuditPage.self)
            let entry = try #require(page.entries.first { $0.action == "cs:CreateProject" })
            #expect(entry.credential.hasPrefix("certificate ") && entry.status == 403)
            #expect(entry.resources["cluster"] == endpoint.cluster && entry.address == "127.0.0.1")
            // Whoever got the files got a key.
            #expect(page.entries.contains { $0.action == "cs:GetClusterCerts" && $0.status == 200 })

            let path = "/clusters/one/certificates"
            _ = try await endpoint.certificates(admin)
            let own = try await gantry.call(.GET, path, headers: kim).decode([ClusterCertificateObject].self)
            #expect(own.map(\.user) == ["kim"])
            #expect(try await revoke("admin", endpoint, kim) == 403)
            #expect(try await revoke("kim", endpoint, kim) == 200)
        }
    }

    @Test func theApplicationAPIIsThereWithoutItsCluster() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let files = try await endpoint.certificates(admin)
            let body = #"{"name":"web","template":"web:\n  image: nginx\n"}"#
            let made = try await endpoint.call(.POST, "/projects/", body: body, as: files)
            #expect(made.status == 201 && made.headers.first(name: "Location") == "/projects/web")
            #expect(try await endpoint.call(.GET, "/projects?q=web", as: files).decode([Project].self).count == 1)
            #expect(try await endpoint.call(.GET, "/services/web_web", as: files).status == 200)
            #expect(try await endpoint.call(.GET, "/", as: files).status == 404)
            let missing = try await endpoint.call(.GET, "/projects/none", as: files)
            #expect(missing.status == 404 && missing.body.contains("\"message\""))
        }
    }

    @Test func theZipHasTheSameFiles() async throws {
        try await GantryFixture.with { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let files = try await endpoint.certificates(admin)
            let zip = try await gantry.call(.GET, "/clusters/one/certs.zip", headers: admin)
            #expect(zip.headers.first(name: "Content-Type") == "application/zip")
            #expect(zip.headers.first(name: "Content-Disposition") == "attachment; filename=\"certFiles.zip\"")
            for text in [
                files.ca, files.cert, files.key, "ca.pem", "env.sh",
                "export DOCKER_HOST='tcp://127.0.0.1:\(endpoint.port)'\n",
            ] {
                #expect(zip.body.contains(text))
            }
        }
    }

    @Test func theEndpointComesAndGoesWithItsCluster() async throws {
        let store = InMemoryStore()
        try await GantryFixture.with(store: store) { gantry in
            let admin = try await gantry.logIn()
            let endpoint = try await TestEndpoint.make("one", in: gantry)
            let files = try await endpoint.certificates(admin)
            try await RawConnection.open(port: endpoint.port, as: files) { connection in
                try await connection.write("GET /hosts HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await connection.read(to: "[]")
                let changes = store.watch(prefix: EndpointCertificates.all, after: try await store.revision)
                #expect(try await gantry.call(.DELETE, "/clusters/one", headers: admin).status == 202)
                #expect(try await connection.readToEnd().isEmpty)
                // The certificates go with it.
                for try await _ in changes { break }
            }
            #expect(try await store.list(prefix: EndpointCertificates.all).entries.isEmpty)
            #expect(try await !endpoint.accepts(files))
        }
    }
}

extension InMemoryStore {
    fileprivate var revision: Int64 {
        get async throws { try await list(prefix: "/format").revision }
    }
}
