//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Requests of every kind, one after the other by each of some clients, while what answers them changes.
///
/// Each client has a pause after each request, so that the load is some hundred requests a second.
struct MixedLoad: Sendable {
    /// The host that answers with pages.
    var web: String
    /// The host of `EchoServer`.
    var echo: String
    /// The host that has a certificate.
    var secure: String
    /// The nodes' IP addresses.
    var nodes: [String]

    private static let httpPort = 9_080
    private static let httpsPort = 9_443
    private static let pause = Duration.milliseconds(30)

    /// Loads while a body runs, which is given the record to say what it changes.
    func during(_ body: (LoadRecord) async throws -> Void) async throws -> LoadRecord.Outcome {
        let record = LoadRecord()
        let clients = nodes.map { SecureClients(host: secure, node: $0) }
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                var number = 0
                for (index, node) in nodes.enumerated() {
                    for kind in LoadKind.allCases.flatMap({ Array(repeating: $0, count: $0.clients) }) {
                        number += 1
                        let client = number
                        group.addTask {
                            await repeating(kind, client, node, record) {
                                try await request(kind, node, clients[index])
                            }
                        }
                    }
                }
                defer { group.cancelAll() }
                try await body(record)
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        for client in clients { try await client.end() }
        try result.get()
        return record.outcome
    }

    /// Holds a WebSocket open to a host at each node while a body runs, and sees that all that is sent comes back.
    func holding(_ host: String, _ record: LoadRecord, _ body: () async throws -> Void) async throws {
        let held = nodes.enumerated().map { number, node in
            let (texts, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
            // Cancelled ones would break off.
            let task = Task {
                let began = Date()
                do {
                    try await LoadConnection.with(node, port: Self.httpPort) { connection in
                        try await connection.becomeWebSocket(host)
                        for await text in texts {
                            try await connection.echo(text)
                            record.succeeded(.webSocket)
                        }
                        try await connection.endWebSocket()
                    }
                } catch {
                    record.failed(.webSocket, client: -1 - number, address: node, began: began, "held: \(error)")
                }
            }
            return (task: task, texts: continuation)
        }
        let ticking = Task {
            while (try? await Task.sleep(for: .milliseconds(250))) != nil {
                for each in held { each.texts.yield("still here") }
            }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        ticking.cancel()
        for each in held {
            each.texts.finish()
            await each.task.value
        }
        try result.get()
    }

    private func repeating(
        _ kind: LoadKind,
        _ client: Int,
        _ node: String,
        _ record: LoadRecord,
        _ request: @escaping @Sendable () async throws -> Void
    ) async {
        while !Task.isCancelled, !record.isFull {
            let began = Date()
            // Not a child of this task: a request that is under way is finished, so its cancellation is no failure.
            switch await Task(operation: request).result {
            case .success: record.succeeded(kind)
            case .failure(let error):
                let began = (error as? LateFailure)?.began ?? began
                record.failed(kind, client: client, address: node, began: began, "\(error)")
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func request(_ kind: LoadKind, _ node: String, _ clients: SecureClients) async throws {
        let plain = "http://\(node):\(Self.httpPort)"
        switch kind {
        case .keptConnection, .newConnection:
            try Self.check(try await Web.get(web, at: plain, isKept: kind == .keptConnection))
        case .upload:
            try await upload(to: plain)
        case .webSocket:
            try await LoadConnection.with(node, port: Self.httpPort) { connection in
                try await connection.becomeWebSocket(echo)
                for number in 0..<20 {
                    try await Task.sleep(for: .milliseconds(100))
                    try await connection.echo("text \(number)")
                }
                try await connection.endWebSocket()
            }
        case .quietConnection:
            try await visit(node)
        case .secure: try await ask(clients.http1, isKept: true)
        case .secureNewConnection: try await ask(clients.http1, isKept: false)
        case .http2:
            do {
                try await ask(clients.http2, isKept: true)
            } catch let error as HTTPClientError where error == .cancelled {
                // The client gives this to a request that it didn't send, because the server had just said that it
                // takes no more on the connection. Browsers send it on another one by themselves.
                try await ask(clients.http2, isKept: true)
            }
        }
    }

    /// Some requests on one connection with long pauses, in which routers may come to have another configuration.
    private func visit(_ node: String) async throws {
        try await LoadConnection.with(node, port: Self.httpPort) { connection in
            for pause in 1...4 {
                let began = Date()
                do {
                    // One that says so, or is closed while nothing was asked, is not to be used again.
                    guard connection.isOpen, try await connection.get(web) else { return }
                } catch {
                    throw LateFailure(began: began, description: "request \(pause) of the connection: \(error)")
                }
                try await Task.sleep(for: .seconds(Double(pause) * .random(in: 0.5...1.5)))
            }
        }
    }

    private func upload(to address: String) async throws {
        var request = HTTPClientRequest(url: address + "/upload")
        request.method = .POST
        request.headers.add(name: "Host", value: echo)
        let body = [UInt8](repeating: .random(in: 1...255), count: .random(in: 100_000...400_000))
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await Web.client.execute(request, timeout: .seconds(30))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        guard response.status == .ok, text == EchoServer.answer(to: body) else {
            throw CommandFailure(description: "\(response.status) \(response.headers) \(text.prefix(200))")
        }
    }

    private func ask(_ client: HTTPClient, isKept: Bool) async throws {
        var request = HTTPClientRequest(url: "https://\(secure):\(Self.httpsPort)/")
        if !isKept { request.headers.add(name: "Connection", value: "close") }
        let response = try await client.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 20)
        try Self.check(
            WebAnswer(status: Int(response.status.code), headers: response.headers, body: String(buffer: body))
        )
    }

    private static func check(_ answer: WebAnswer) throws {
        guard answer.status == 200, answer.container.map({ answer.body.contains("Hello from \($0)<") }) == true else {
            throw CommandFailure(description: "\(answer)")
        }
    }
}

/// Clients that find a host with a certificate at one node.
private struct SecureClients: Sendable {
    let http1: HTTPClient
    let http2: HTTPClient

    init(host: String, node: String) {
        var tls = TLSConfiguration.makeClientConfiguration()
        // Certificates of the tests are signed by themselves.
        tls.certificateVerification = .none
        func client(_ version: HTTPClient.Configuration.HTTPVersion) -> HTTPClient {
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
            configuration.dnsOverride = [host: node]
            configuration.httpVersion = version
            return HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
                configuration: configuration
            )
        }
        http1 = client(.http1Only)
        http2 = client(.automatic)
    }

    func end() async throws {
        try await http1.shutdown()
        try await http2.shutdown()
    }
}
