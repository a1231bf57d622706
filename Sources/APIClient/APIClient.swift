//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOSSL

/// A client of the management API.
package struct APIClient: Sendable {
    /// An answer of the API may be so long; streams have no limit.
    private static let answerLimit = 256 << 20
    private static let timeout = TimeAmount.seconds(60)

    /// Where the API is and how it is trusted.
    package struct Endpoint: Sendable, Hashable {
        /// Such as `https://127.0.0.1:7800`.
        package var url: String
        /// The authority that the server's certificate is checked against, in PEM; nil for the machine's own.
        package var authority: String?
        package var token: String?

        package init(url: String, authority: String? = nil, token: String? = nil) {
            self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
            self.authority = authority
            self.token = token
        }
    }

    package let endpoint: Endpoint
    fileprivate let http: HTTPClient

    /// Runs a body with a client and closes its connections afterwards.
    ///
    /// - Throws: `APIClientError` when the endpoint's authority can't be read; what the body throws.
    @discardableResult
    package static func with<Result: Sendable>(
        _ endpoint: Endpoint,
        _ body: (APIClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = try tlsConfiguration(endpoint)
        configuration.timeout.connect = .seconds(10)
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(APIClient(endpoint: endpoint, http: http))
            try await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    static func tlsConfiguration(_ endpoint: Endpoint) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        guard let authority = endpoint.authority else { return tls }
        do {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes([UInt8](authority.utf8)))
        } catch {
            throw APIClientError("certificate authority: is no certificate in PEM; log in again with `gantry login`")
        }
        return tls
    }

    /// Makes a call and returns the body of its answer.
    ///
    /// - Throws: `APIErrorBody` as the server says it; `APIClientError` when there is no server.
    @discardableResult
    package func call(_ method: String, _ path: String, json: (any Encodable & Sendable)? = nil) async throws -> [UInt8]
    {
        let response = try await execute(method, path, json: json)
        let body = try await response.body.collect(upTo: Self.answerLimit)
        guard (200..<300).contains(response.status.code) else {
            throw Self.failure(status: response.status.code, body: body)
        }
        return Array(body.readableBytesView)
    }

    /// Makes a call whose answer is JSON.
    package func decode<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ method: String,
        _ path: String,
        json: (any Encodable & Sendable)? = nil
    ) async throws -> Value {
        let body = try await call(method, path, json: json)
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw APIClientError("\(method) \(path): the answer can't be understood: \(error); update gantry")
        }
    }

    /// Makes a call whose answer is a stream of JSON lines, and hands on each as it comes.
    package func lines<Value: Decodable & Sendable>(
        of type: Value.Type,
        _ path: String,
        _ body: (Value) async throws -> Void
    ) async throws {
        let response = try await execute("GET", path, json: nil)
        guard (200..<300).contains(response.status.code) else {
            throw Self.failure(
                status: response.status.code,
                body: try await response.body.collect(upTo: Self.answerLimit)
            )
        }
        let decoder = JSONDecoder()
        var rest = ByteBuffer()
        for try await var part in response.body {
            rest.writeBuffer(&part)
            while let end = rest.readableBytesView.firstIndex(of: 10) {
                let line = rest.readSlice(length: end - rest.readerIndex) ?? ByteBuffer()
                rest.moveReaderIndex(forwardBy: 1)
                guard line.readableBytes > 0 else { continue }
                let data = Data(line.readableBytesView)
                // A stream that fails midway ends with the reason.
                if let failure = try? decoder.decode(APIErrorBody.self, from: data) { throw failure }
                try await body(try decoder.decode(type, from: data))
            }
            rest.discardReadBytes()
        }
    }

    private func execute(
        _ method: String,
        _ path: String,
        json: (any Encodable & Sendable)?
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: endpoint.url + path)
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "user-agent", value: "gantry")
        if let token = endpoint.token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let json {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(json)))
        } else if method != "GET" {
            request.body = .bytes(ByteBuffer())
        }
        do {
            return try await http.execute(request, timeout: Self.timeout)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIClientError(unreachable: endpoint.url, error)
        }
    }

    private static func failure(status: UInt, body: ByteBuffer) -> any Error {
        if let decoded = try? JSONDecoder().decode(APIErrorBody.self, from: Data(body.readableBytesView)) {
            return decoded
        }
        return APIClientError("the server answered \(status): \(String(buffer: body).prefix(500))")
    }
}
