//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import ControlPlane
import FoundationEssentials

extension NodeResponse {
    static func json(_ status: Int, _ body: JSONValue) throws -> NodeResponse {
        text(status, String(decoding: try JSONEncoder().encode(body), as: UTF8.self))
    }

    static func text(_ status: Int, _ body: String) -> NodeResponse {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        if !body.isEmpty { continuation.yield([UInt8](body.utf8)) }
        continuation.finish()
        return NodeResponse(status: status, headers: [], body: stream)
    }

    static func empty(_ status: Int) -> NodeResponse { text(status, "") }
}

/// The path of a call, without the prefix and version of the engine's API, and its query.
struct CallURL {
    var path: String
    var query: [String: String] = [:]

    init(_ text: String) {
        let halves = text.split(separator: "?", maxSplits: 1)
        let prefix = AgentPaths.dockerPrefix + "/v1.41"
        path = String(halves[0].hasPrefix(prefix) ? halves[0].dropFirst(prefix.count) : halves[0])
        for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map { Self.decoded(String($0)) }
            query[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 37, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
