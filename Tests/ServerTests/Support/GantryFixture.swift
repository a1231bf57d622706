//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import AsyncHTTPClient
import ControlPlane
import FoundationEssentials
import Logging
import NIOHTTP1
import Store
import Synchronization

@testable import Server

/// A whole server, with its state in memory and its keys in a folder of its own.
struct GantryFixture: Sendable {
    let server: GantryServer
    let ports: GantryServer.Ports
    let options: ServerOptions
    /// What the server told the person who started it.
    let told: String
    private let client: HTTPClient

    /// Starts a server, and stops it at the end.
    static func with(
        store: any Store = InMemoryStore(),
        directory: String? = nil,
        change: (inout ServerOptions) -> Void = { _ in },
        _ body: (GantryFixture) async throws -> Void
    ) async throws {
        let path =
            directory ?? FileManager.default.temporaryDirectory.appending(path: "gantry-" + UUID().uuidString).path()
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: path) } }
        var options = ServerOptions(
            dataDirectory: path,
            apiAddress: HostPort(host: "127.0.0.1", port: 0),
            agentAddress: HostPort(host: "127.0.0.1", port: 0),
            advertiseHosts: ["127.0.0.1"],
            agentBinary: "/bin/sh"
        )
        options.endpointPorts = .any
        change(&options)
        let (listening, announce) = AsyncStream.makeStream(of: GantryServer.Ports.self)
        let told = Mutex("")
        let server = try await GantryServer(
            options: options,
            makeStore: { _ in store },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            hashing: .plain,
            tell: { text in told.withLock { $0 += text } },
            onRunning: { announce.yield($0) }
        )
        let client = HTTPClient.insecure()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(stopsOnSignals: false) }
            var iterator = listening.makeAsyncIterator()
            guard let ports = await iterator.next() else { throw ServerError("test server: it didn't start") }
            let fixture = GantryFixture(
                server: server,
                ports: ports,
                options: options,
                told: told.withLock { $0 },
                client: client
            )
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(fixture))
            } catch {
                result = .failure(error)
            }
            try await client.shutdown()
            group.cancelAll()
            while let ended = await group.nextResult() { _ = ended }
            try result.get()
        }
    }

    /// Makes a call to the management API.
    func call(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> TestAnswer {
        try await client.call(method, "https://127.0.0.1:\(ports.api)\(path)", body: body, headers: headers)
    }

    /// Logs the administrator in with the password that was told; the header for further calls.
    func logIn() async throws -> [(String, String)] {
        let password = told.split(separator: "\n").first { $0.contains("password  ") }?
            .split(separator: " ").last.map(String.init)
        let answer = try await call(
            .POST,
            "/login",
            body: #"{"user":"admin","password":"\#(password ?? "")"}"#
        )
        return [("Authorization", "Bearer \(try answer.decode(LoginResponse.self).token)")]
    }
}

extension GantryFixture {
    /// Makes a user and logs them in; the header for further calls.
    func user(_ name: String, role: Role, policies: String = "[]") async throws -> [(String, String)] {
        let password = "password of \(name)"
        let body = #"{"name":"\#(name)","password":"\#(password)","role":"\#(role.rawValue)","policies":\#(policies)}"#
        let made = try await call(.POST, "/users", body: body, headers: try await logIn())
        guard made.status == 201 else { throw ServerError("test user: \(made.body)") }
        let login = try await call(.POST, "/login", body: #"{"user":"\#(name)","password":"\#(password)"}"#)
        return [("Authorization", "Bearer \(try login.decode(LoginResponse.self).token)")]
    }
}

/// Secrets that are turned round, so that they are found nowhere as they are.
struct PlainSecrets: SecretSealing {
    func seal(_ plain: [UInt8]) throws -> [UInt8] { plain.reversed() }
    func open(_ sealed: [UInt8]) throws -> [UInt8] { sealed.reversed() }
    func digest(_ text: String) -> String { String(text.reversed()) }
}

extension PasswordHashing {
    /// Quick, and of no use but in tests; what is stored isn't the password.
    static let plain = PasswordHashing(make: { String($0.reversed()) }, verify: { String($0.reversed()) == $1 })
}
