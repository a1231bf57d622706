//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

extension EngineClient {
    /// Returns when the engine answers; throws `EngineError` when it doesn't.
    package func ping() async throws {
        _ = try await call(.GET, "/_ping")
    }

    package func version() async throws -> EngineVersion {
        try await call(.GET, "/version")
    }

    package func info() async throws -> EngineInfo {
        try await call(.GET, "/info")
    }

    /// All containers, stopped ones included.
    package func containers() async throws -> [EngineContainerSummary] {
        try await call(.GET, "/containers/json?all=1")
    }

    package func images() async throws -> [EngineImageSummary] {
        try await call(.GET, "/images/json")
    }

    /// Everything about a container.
    ///
    /// - Throws: `EngineError`; its `isNotFound` tells that there is no such container.
    package func inspect(_ container: String) async throws -> EngineContainer {
        try await call(.GET, "/containers/\(container)/json")
    }

    /// Prepares a command in a running container.
    ///
    /// - Returns: The ID of the execution.
    package func createExec(container: String, command: [String]) async throws -> String {
        struct Request: Encodable, Sendable {
            var AttachStdout = true
            var AttachStderr = true
            var Cmd: [String]
        }
        struct Answer: Decodable, Sendable { var Id: String }
        let body = try JSONEncoder().encode(Request(Cmd: command))
        let answer: Answer = try await call(.POST, "/containers/\(container)/exec", body: body)
        return answer.Id
    }

    /// Runs a prepared command to its end.
    ///
    /// - Parameters:
    ///   - exec: The ID that `createExec` gave.
    ///   - outputLimit: How many bytes of its output to keep.
    /// - Returns: The beginning of what it wrote.
    /// - Throws: `EngineError`, or what broke the stream off.
    package func startExec(_ exec: String, outputLimit: Int) async throws -> String {
        var request = try makeRequest(.POST, "/exec/\(exec)/start")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: #"{"Detach":false,"Tty":false}"#))
        let response = try await execute(request, with: streams)
        guard response.status.code < 400 else { throw await refusal(of: request, response) }
        var decoder = ExecOutputDecoder(limit: outputLimit)
        for try await part in response.body { decoder.append(part) }
        return String(buffer: decoder.output)
    }

    package func inspectExec(_ exec: String) async throws -> EngineExecState {
        try await call(.GET, "/exec/\(exec)/json")
    }
}
