//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AsyncHTTPClient
import FoundationEssentials
import NIOHTTP1
import NIOSSL
import Synchronization
import Testing

@testable import Server

/// A cluster with an endpoint, and what its tests ask of it.
struct TestEndpoint: Sendable {
    let gantry: GantryFixture
    let cluster: String
    let port: Int

    /// Makes a cluster, and reads where its endpoint is.
    static func make(_ name: String, in gantry: GantryFixture) async throws -> TestEndpoint {
        let admin = try await gantry.logIn()
        let body = #"{"name":"\#(name)"}"#
        let made = try await gantry.call(.POST, "/clusters", body: body, headers: admin)
        guard made.status == 202 else { throw ServerError("test cluster: \(made.body)") }
        return try await find(name, in: gantry)
    }

    static func find(_ name: String, in gantry: GantryFixture) async throws -> TestEndpoint {
        let object = try await gantry.call(.GET, "/clusters/\(name)", headers: try await gantry.logIn())
            .decode(ClusterObject.self)
        let port = object.masterURL.split(separator: ":").last.flatMap { Int($0) }
        return TestEndpoint(gantry: gantry, cluster: object.clusterID, port: port ?? 0)
    }

    /// The certificates of whoever is logged in.
    func certificates(_ headers: [(String, String)]) async throws -> ClusterCertificates {
        try await gantry.call(.GET, "/clusters/\(cluster)/certs", headers: headers).decode(ClusterCertificates.self)
    }

    /// Makes a call on a connection of its own.
    func call(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = [],
        as certificates: ClusterCertificates?
    ) async throws -> TestAnswer {
        let client = HTTPClient.client(try .client(certificates))
        do {
            let url = "https://127.0.0.1:\(port)\(path)"
            let answer = try await client.call(method, url, body: body, headers: headers)
            try await client.shutdown()
            return answer
        } catch {
            try await client.shutdown()
            throw error
        }
    }

    /// Whether somebody with these certificates is let in.
    func accepts(_ certificates: ClusterCertificates?) async throws -> Bool {
        let isAccepted = Mutex(false)
        // A client of HTTP would try again and again.
        try? await RawConnection.open(port: port, as: certificates) { connection in
            try await connection.write("GET /hosts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            let answer = try await connection.read(to: "\r\n\r\n")
            // Whoever isn't let in has no answer at all.
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 200 "))
            isAccepted.withLock { $0 = !answer.isEmpty }
        }
        return isAccepted.withLock { $0 }
    }
}
