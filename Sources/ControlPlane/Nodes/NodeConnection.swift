//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
package import Model

/// The control plane's end of one agent's connection.
package protocol NodeConnection: Sendable {
    var cluster: ClusterID { get }
    var node: NodeID { get }
    /// How long the agent has given no sign of life; what this end slept through doesn't count.
    var silence: Duration { get }

    /// Sends a request to the agent and returns once the head of the answer is there.
    ///
    /// - Throws: When the connection breaks; cancelling the caller ends the request at the agent, too.
    func send(_ request: NodeRequest) async throws -> NodeResponse

    func close() async
}

/// A request to an agent; what its paths are stands in `AgentPaths`.
package struct NodeRequest: Sendable {
    package var method: String
    /// With the query.
    package var path: String
    package var headers: [(String, String)]
    package var body: [UInt8]?

    package init(_ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// A request with a value as JSON.
    init(_ method: String, _ path: String, json value: some Encodable) throws {
        self.init(
            method,
            path,
            headers: [("content-type", "application/json")],
            body: [UInt8](try JSONEncoder().encode(value))
        )
    }
}

/// An agent's answer.
package struct NodeResponse: Sendable {
    package var status: Int
    package var headers: [(String, String)]
    package var body: AsyncThrowingStream<[UInt8], any Error>

    package init(status: Int, headers: [(String, String)], body: AsyncThrowingStream<[UInt8], any Error>) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The whole body.
    ///
    /// - Throws: `ControlPlaneError.Code.tooLarge` when it is longer than the limit in bytes.
    package func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in body {
            bytes.append(contentsOf: part)
            guard bytes.count <= limit else {
                throw ControlPlaneError(.tooLarge, "the engine's answer is longer than \(limit) bytes")
            }
        }
        return bytes
    }
}
