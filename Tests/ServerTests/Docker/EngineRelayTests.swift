//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHTTP1
import Testing

@testable import Server

@Suite struct EngineRelayTests {
    private func with(_ body: (TestServer, AsyncStream<Void>) async throws -> Void) async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        try await StubContainers.withAgent(StubAgent(ended: ended)) { connections in
            let endpoint = DockerEndpoint(containers: StubContainers(), connections: connections)
            try await TestServer.with(DockerRoutes(endpoint: endpoint).routes) { try await body($0, ends) }
        }
    }

    private func head(_ method: String, _ path: String) -> String {
        "\(method) /clusters/c1/docker/\(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(TestServer.token)\r\n"
    }

    @Test func callsGoToTheContainersNode() async throws {
        try await with { server, _ in
            let headers = [("Authorization", "Bearer \(TestServer.token)"), ("X-Custom", "a"), ("Cookie", "b")]
            let call = { (method: HTTPMethod, path: String, body: String?) in
                try await server.call(method, "/clusters/c1/docker/\(path)", body: body, headers: headers)
            }
            // The bearer token stays here.
            #expect(try await call(.GET, "containers/web/top", nil).body == "x-custom")
            #expect(try await call(.HEAD, "containers/web/top", nil).body.isEmpty)

            let missing = try await call(.GET, "containers/web/other", nil)
            #expect(missing.status == 404 && missing.body == #"{"message":"no such thing"}"#)

            let bytes = String(repeating: "x", count: APIRequest.bodyLimit + 1)
            #expect(try await call(.PUT, "containers/web/archive", bytes).body == "\(bytes.utf8.count)")
            #expect(try await call(.PUT, "containers/web/archive", "abc").body == "3")

            #expect(try await call(.GET, "containers/none/json", nil).status == 404)
            let away = try await call(.GET, "containers/away/top", nil)
            #expect(away.status == 500 && away.body.contains("Container away running on unhealthy node node2"))
            // One that this server didn't make is looked for.
            #expect(try await call(.GET, "exec/exec1/json", nil).body == #"{"ExitCode":3}"#)
            #expect(try await call(.GET, "exec/none/json", nil).status == 404)
        }
    }

    @Test func aListIsToldAgainOnlyWhenItsAgentSaysSo() async throws {
        try await with { server, _ in
            func list(_ query: String) async throws -> String {
                let answer = try await server.call(.GET, "/clusters/c1/docker/v1.41/containers/json\(query)")
                #expect(answer.status == 200 && answer.body.contains("full-id"))
                return answer.body
            }
            let first = try await list("?all=1")
            #expect(try await list("?all=1") == first)
            #expect(try await list("?all=1&limit=5") != first)
            // What counts seconds is another one a moment later, which no agent could say.
            let seconds = try await list("")
            #expect(try await list("") != seconds)
        }
    }

    @Test func volumesThatTemplatesNameAreNotPruned() async throws {
        try await with { server, _ in
            let pruned = try await server.call(.POST, "/clusters/c1/docker/v1.41/volumes/prune")
            #expect(pruned.status == 200)
            #expect(pruned.body == #"{"VolumesDeleted":["junk"],"SpaceReclaimed":0}"#)
        }
    }

    @Test func anExecIsFoundAndTakesTheConnectionOver() async throws {
        try await with { server, _ in
            let made = try await server.call(.POST, "/clusters/c1/docker/v1.41/containers/web/exec", body: "{}")
            #expect(made.status == 201 && made.body == #"{"Id":"exec1"}"#)
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write(
                    head("POST", "v1.41/exec/exec1/start")
                        + "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}"
                )
                #expect(try await connection.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
                #expect(try await connection.read(to: "\n") == "start true {}\n")
                try await connection.write("one")
                #expect(try await connection.read(to: "[one]") == "[one]")
                connection.finish()
                #expect(try await connection.readToEnd() == "end")
            }
            let status = try await server.call(.GET, "/clusters/c1/docker/exec/exec1/json")
            #expect(status.body == #"{"ExitCode":3}"#)
        }
    }

    @Test func anEnginesRefusalOfATakeoverIsPassedOn() async throws {
        try await with { server, _ in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write(
                    head("POST", "containers/web/attach") + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
                )
                let answer = try await connection.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 404 "))
                #expect(answer.hasSuffix("\r\n\r\n" + #"{"message":"no such exec"}"#))
            }
        }
    }

    @Test func aReaderThatGoesEndsTheCallAtTheNode() async throws {
        try await with { server, ends in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write(head("GET", "containers/web/logs?follow=1") + "\r\n")
                #expect(try await connection.read(to: "query true\n").contains("query true"))
            }
            for await _ in ends {}
        }
    }
}
