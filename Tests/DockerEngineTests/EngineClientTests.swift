//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AsyncHTTPClient
import DockerEngine
import EngineStub
import NIOCore
import NIOPosix
import Testing

@Suite struct EngineClientTests {
    private func withEngine(
        _ answer: @escaping @Sendable (StubRequest) async -> StubAnswer,
        _ body: @escaping @Sendable (EngineClient) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let socket = directory + "/docker.sock"
            try await StubServer.run(at: .unixSocket(socket), answer: answer) { _ in
                try await EngineClient.run(
                    socketPath: socket,
                    group: MultiThreadedEventLoopGroup.singleton,
                    body
                )
            }
        }
    }

    @Test func decodesAnswers() async throws {
        try await withEngine { request in
            request.path == "/version"
                ? .json(#"{"Version":"20.10.24","ApiVersion":"1.41","Os":"linux"}"#) : .whole(status: 500, "")
        } _: { engine in
            let version = try await engine.version()
            #expect(version.apiVersion == "1.41")
        }
    }

    @Test func passesTheEnginesReasonOn() async throws {
        try await withEngine { _ in
            .whole(status: 404, #"{"message":"No such container: abc"}"#)
        } _: { engine in
            let error = await #expect(throws: EngineError.self) { try await engine.inspect("abc") }
            #expect(error?.isNotFound == true)
            #expect(error?.message.contains("No such container: abc") == true)
        }
    }

    @Test func refusesWhatIsNotJSON() async throws {
        try await withEngine { _ in
            .json("<html>")
        } _: { engine in
            let error = await #expect(throws: EngineError.self) { try await engine.info() }
            #expect(error?.code == .badAnswer)
        }
    }

    @Test func tellsWhenNobodyAnswers() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        try await EngineClient.run(socketPath: "/nonexistent.sock", group: group) { engine in
            let error = await #expect(throws: EngineError.self) { try await engine.ping() }
            #expect(error?.code == .unreachable)
            let pipeError = await #expect(throws: EngineError.self) { _ = try await engine.openPipe() }
            #expect(pipeError?.code == .unreachable)
        }
    }

    @Test func readsEventsHoweverTheyArrive() async throws {
        let (parts, continuation) = AsyncStream.makeStream(of: String.self)
        continuation.yield(#"{"Type":"container","Action":"start","Actor":{"ID":"a","Attributes":{}}}"#)
        continuation.yield("\n{\"Type\":\"network\",\"Action\":\"connect\",")
        continuation.yield(#""Actor":{"ID":"n","Attributes":{"container":"b"}}}"# + "\nnonsense\n")
        continuation.yield(#"{"Type":"daemon","Action":"reload","Actor":{"ID":"d"}}"# + "\n")
        continuation.finish()
        try await withEngine { request in
            #expect(request.path.hasPrefix("/events?since=12.5&filters=%7B%22type%22%3A%5B%22container%22%5D%7D"))
            return .stream(parts)
        } _: { engine in
            var seen: [String] = []
            for try await event in try await engine.events(since: "12.5", filters: ["type": ["container"]]) {
                seen.append("\(event.action) \(event.containerID ?? "-")")
            }
            #expect(seen == ["start a", "connect b", "reload -"])
        }
    }

    @Test func runsCommands() async throws {
        try await withEngine { request in
            switch request.path {
            case "/containers/c/exec": return .json(request.body.contains(#""Cmd":["false"]"#) ? #"{"Id":"e"}"# : "{}")
            case "/exec/e/start": return .json("\u{1}\0\0\0\0\0\0\u{3}no\n")
            case "/exec/e/json": return .json(#"{"Running":false,"ExitCode":1,"Pid":77}"#)
            default: return .whole(status: 500, "{}")
            }
        } _: { engine in
            let exec = try await engine.createExec(container: "c", command: ["false"])
            #expect(try await engine.startExec(exec, outputLimit: 10) == "no\n")
            #expect(try await engine.inspectExec(exec).exitCode == 1)
        }
    }

    @Test func passesRequestsOnAsTheyAre() async throws {
        try await withEngine { request in
            let auth = request.header("x-registry-auth") ?? "none"
            return .whole(status: 418, "\(request.method) \(request.path) \(auth) \(request.body)")
        } _: { engine in
            let (parts, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
            continuation.yield(ByteBuffer(string: "ab"))
            continuation.yield(ByteBuffer(string: "cd"))
            continuation.finish()
            let path = "/v1.41/images/create?fromImage=a%2Fb%3A1&filters=%7B%22a%22%3A1%7D"
            let response = try await engine.send(
                method: "POST",
                path: path,
                headers: [("X-Registry-Auth", "secret")],
                body: .stream(parts, length: .unknown)
            )
            #expect(response.status == 418)
            #expect(response.headers.contains { $0.name == "x-stub" })
            let body = try await response.body.collect(upTo: 1_000)
            #expect(String(buffer: body) == "POST \(path) secret abcd")
        }
    }

    @Test func pipesCloseEachDirectionAlone() async throws {
        try await withEngine { _ in
            .json("pong")
        } _: { engine in
            let answer = try await engine.openPipe().executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n"))
                outbound.finish()
                var all = ByteBuffer()
                for try await var part in inbound { all.writeBuffer(&part) }
                return String(buffer: all)
            }
            #expect(answer.hasSuffix("pong"))
        }
    }
}
