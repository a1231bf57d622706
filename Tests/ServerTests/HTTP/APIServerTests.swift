//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AsyncHTTPClient
import ControlPlane
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Server

@Suite struct APIServerTests {
    private static let taken =
        "configuration a: is there already; change it with `gantry config set`, or choose another name"

    private struct Secret: Error {}

    private struct Thing: Codable {
        struct Part: Codable { var size: Int }
        var name: String
        var parts: [Part]
    }

    private static let routes = [
        APIRoute(.get, "/open", access: .everyone) { _ in .text("hello", type: "text/plain") },
        APIRoute(.get, "/me", access: .caller) { try .json(["user": $0.caller?.user ?? ""]) },
        APIRoute(.post, "/things", access: .caller) { request in
            let thing: Thing = try await request.decode()
            return try .json(thing, status: .created)
        },
        APIRoute(.get, "/secret", access: .caller) { _ in throw Secret() },
        APIRoute(.get, "/conflict", access: .caller) { _ in
            throw ControlPlaneError(.conflict, Self.taken)
        },
        APIRoute(.get, "/internal", access: .caller) { _ in
            throw ControlPlaneError(.internal, "the state at /x is damaged")
        },
    ]

    private func failure(_ answer: TestAnswer) throws -> APIErrorBody {
        let body = try answer.decode(APIErrorBody.self)
        #expect(answer.headers.first(name: "Content-Type") == "application/json")
        #expect(answer.headers.first(name: "X-Request-Id") == body.requestID)
        #expect(body.requestID == body.requestID.uppercased() && body.requestID.count == 36)
        return body
    }

    @Test func everyRefusalIsJSON() async throws {
        try await TestServer.with(Self.routes) { server in
            #expect(try await server.call(.GET, "/open", headers: []).body == "hello")
            #expect(try await server.call(.GET, "/me/").body == #"{"user":"ann"}"#)

            let missing = try await server.call(.GET, "/nothing")
            #expect(missing.status == 404)
            #expect(try failure(missing).code == "notFound")

            let method = try await server.call(.DELETE, "/things")
            #expect(method.status == 405)
            #expect(method.headers.first(name: "Allow") == "POST")
            #expect(try failure(method).code == "methodNotAllowed")

            for headers in [[], [("Authorization", "Bearer bad")], [("Authorization", "Basic good-token")]] {
                let refused = try await server.call(.GET, "/me", headers: headers)
                #expect(refused.status == 401)
                #expect(refused.headers.first(name: "WWW-Authenticate") == "Bearer")
                #expect(try failure(refused).code == "unauthorized")
            }

            let conflict = try await server.call(.GET, "/conflict")
            #expect(conflict.status == 409)
            #expect(try failure(conflict).message == Self.taken)

            for path in ["/secret", "/internal"] {
                let hidden = try await server.call(.GET, path)
                #expect(hidden.status == 500)
                let body = try failure(hidden)
                #expect(body.code == "internal")
                #expect(!body.message.contains("Secret") && !body.message.contains("/x"))
                #expect(body.message.contains(body.requestID))
            }
        }
    }

    @Test func bodiesAreJSONWhateverTheirType() async throws {
        try await TestServer.with(Self.routes) { server in
            let form = [
                ("Authorization", "Bearer \(TestServer.token)"), ("Content-Type", "application/x-www-form-urlencoded"),
            ]
            let made = try await server.call(
                .POST,
                "/things/",
                body: #"{"name":"a","parts":[{"size":1}]}"#,
                headers: form
            )
            #expect(made.status == 201)
            for (body, place) in [
                ("", "empty"), ("{", "no JSON"), (#"{"parts":[]}"#, "'name'"),
                (#"{"name":"a","parts":[{"size":"1"}]}"#, "'parts.0.size'"), (#"{"name":1,"parts":[]}"#, "'name'"),
            ] {
                let refused = try await server.call(.POST, "/things", body: body)
                #expect(refused.status == 400)
                #expect(try failure(refused).message.contains(place), "\(body)")
            }
            let large = try await server.call(.POST, "/things", body: String(repeating: " ", count: (4 << 20) + 1))
            #expect(large.status == 413)
            #expect(try failure(large).code == "tooLarge")
        }
    }

    @Test func headAnswersWithoutBody() async throws {
        try await TestServer.with(Self.routes) { server in
            let answer = try await server.call(.HEAD, "/open")
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "Content-Length") == "5")
            #expect(answer.body.isEmpty)
        }
    }

    @Test func linesComeAtOnceAndEndWithTheirReader() async throws {
        let (source, continuation) = AsyncThrowingStream.makeStream(of: [String: Int].self, throwing: (any Error).self)
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        continuation.onTermination = { _ in ended.finish() }
        let route = APIRoute(.get, "/follow", access: .everyone) { .lines(of: source, follow: true, for: $0) }
        try await TestServer.with([route]) { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write("GET /follow HTTP/1.1\r\nHost: x\r\n\r\n")
                continuation.yield(["n": 1])
                #expect(try await connection.read(to: "{\"n\":1}\n").contains("application/x-ndjson"))
                continuation.yield(["n": 2])
                #expect(try await connection.read(to: "{\"n\":2}\n").hasSuffix("{\"n\":2}\n"))
            }
            // The reader has gone: the stream is let go of.
            for await _ in ends {}
        }
    }

    @Test func aFailingStreamSaysWhy() async throws {
        let route = APIRoute(.get, "/lines", access: .everyone) { request in
            let stream = AsyncThrowingStream<[String: Int], any Error> { continuation in
                continuation.yield(["n": 1])
                continuation.finish(throwing: ControlPlaneError(.unavailable, "node n1: it is away"))
            }
            return .lines(of: stream, follow: false, for: request)
        }
        try await TestServer.with([route]) { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write("GET /lines HTTP/1.1\r\nHost: x\r\n\r\n")
                let text = try await connection.readToEnd()
                #expect(text.contains(#"{"n":1}"#))
                #expect(text.contains(#""code":"unavailable","message":"node n1: it is away""#))
                // The end of a chunked body is missing, so no client takes it for complete.
                #expect(!text.hasSuffix("0\r\n\r\n"))
            }
        }
    }
}
