//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// The answer to a request.
struct WebAnswer: Sendable, CustomStringConvertible {
    var status: Int
    var headers: HTTPHeaders
    var body: String

    /// The values of a header.
    func header(_ name: String) -> [String] { headers[name] }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: String) -> String? {
        for line in header("Set-Cookie") where line.hasPrefix(name + "=") {
            return String(line.dropFirst(name.count + 1).prefix { $0 != ";" })
        }
        return nil
    }

    /// The container that the nginx image says answered.
    var container: String? { header("X-Container").first }

    var description: String { "\(status) \(headers) \(body.prefix(300))" }
}

/// Requests to applications, through the front door or a node's own routing.
enum Web {
    /// Redirections and retries would hide what is tested.
    static let client = HTTPClient(
        eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
    )

    /// Asks for a path of a host, by default through the front door.
    static func get(
        _ host: String,
        _ path: String = "/",
        at address: String = TestEnvironment.frontDoor,
        cookies: [String: String] = [:],
        isKept: Bool = true
    ) async throws -> WebAnswer {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Host", value: host)
        if !cookies.isEmpty {
            let pairs = cookies.map { "\($0.key)=\($0.value)" }.sorted()
            request.headers.add(name: "Cookie", value: pairs.joined(separator: "; "))
        }
        if !isKept { request.headers.add(name: "Connection", value: "close") }
        let response = try await client.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 4 << 20)
        return WebAnswer(
            status: Int(response.status.code),
            headers: response.headers,
            body: String(buffer: body)
        )
    }

    /// Waits until a host answers with 200.
    @discardableResult
    static func answers(
        _ host: String,
        _ path: String = "/",
        at address: String = TestEnvironment.frontDoor,
        status: Int = 200
    ) async throws -> WebAnswer {
        try await eventually("\(address)\(path) with Host \(host) answers \(status)") {
            try await get(host, path, at: address)
        } until: {
            $0.status == status
        }
    }

    /// The containers that answer some requests without cookies, which go round.
    static func containers(_ host: String, requests: Int = 12) async throws -> Set<String> {
        var found: Set<String> = []
        for _ in 0..<requests {
            let answer = try await get(host)
            guard answer.status == 200, let container = answer.container else {
                throw CommandFailure(description: "\(host): \(answer)")
            }
            found.insert(container)
        }
        return found
    }

    /// The address of each node's own routing.
    static func nodes() async throws -> [String] { try await Gantry.hosts().map { "http://\($0.ip):9080" } }
}

/// Requests without a pause by several clients, until it is ended.
struct Load: Sendable {
    struct Outcome: Sendable {
        var succeeded = 0
        /// What went wrong, at most some of it.
        var failures: [String] = []
        var containers: Set<String> = []
    }

    /// Asks a host again and again while a body runs: half of the clients keep their connection, half open a new one
    /// for each request.
    static func during(
        _ host: String,
        at addresses: [String],
        clients: Int = 6,
        _ body: () async throws -> Void
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for number in 0..<clients {
                group.addTask {
                    await ask(host, at: addresses[number % addresses.count], isKept: number % 2 == 0)
                }
            }
            do {
                try await body()
            } catch {
                group.cancelAll()
                throw error
            }
            // What came last has to answer, too.
            try await Task.sleep(for: .milliseconds(500))
            group.cancelAll()
            return try await group.reduce(into: Outcome()) { sum, part in
                sum.succeeded += part.succeeded
                sum.failures += part.failures
                sum.containers.formUnion(part.containers)
            }
        }
    }

    private static func ask(_ host: String, at address: String, isKept: Bool) async -> Outcome {
        var outcome = Outcome()
        while !Task.isCancelled, outcome.failures.count < 10 {
            // Not a child of this task: a request that is under way is finished, so its cancellation is no failure.
            let answer = await Task { try await Web.get(host, at: address, isKept: isKept) }.result
            switch answer {
            case .success(let answer) where answer.status == 200:
                outcome.succeeded += 1
                if let container = answer.container { outcome.containers.insert(container) }
            case .success(let answer):
                outcome.failures.append("\(address): \(answer)")
            case .failure(let error):
                outcome.failures.append("\(address), \(isKept ? "kept" : "new") connection: \(error)")
            }
            // Bounded: some 100 requests a second of each client at most.
            try? await Task.sleep(for: .milliseconds(10))
        }
        return outcome
    }
}
