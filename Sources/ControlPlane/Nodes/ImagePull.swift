//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// Pulls an image onto a node, with the cluster's login of its registry.
struct ImagePull: Sendable {
    struct Login: Sendable {
        var user: String
        var password: String
        var registry: String

        /// How an engine takes it along with a call.
        var header: (String, String) {
            get throws {
                let authentication: JSONValue = [
                    "username": .string(user),
                    "password": .string(password),
                    "serveraddress": .string(registry),
                ]
                return ("x-registry-auth", ImagePull.base64URL(try JSONEncoder().encode(authentication)))
            }
        }
    }

    let engine: EngineCalls

    /// Pulls and waits for the end.
    ///
    /// - Throws: When the registry refuses, with its reason.
    func run(image: String, login: Login?) async throws {
        try await run(image: image, headers: login.map { [try $0.header] } ?? [])
    }

    /// Pulls with a login as it came in `X-Registry-Auth`.
    ///
    /// - Throws: When the registry refuses, with its reason.
    func run(image: String, authentication: String) async throws {
        try await run(image: image, headers: [("x-registry-auth", authentication)])
    }

    private func run(image: String, headers: [(String, String)]) async throws {
        let (name, tag) = Self.split(image)
        let response = try await engine.open(
            "POST",
            "/images/create",
            query: [("fromImage", name), ("tag", tag)],
            headers: headers
        )
        var last = LineBuffer()
        for try await part in response.body {
            for line in last.take(part) {
                struct Progress: Decodable { var error: String? }
                if let error = (try? JSONDecoder().decode(Progress.self, from: Data(line)))?.error {
                    throw EngineCalls.Failure(
                        node: engine.nodeName,
                        status: 500,
                        message: "image \(image): can't be pulled: \(error)"
                    )
                }
            }
        }
    }

    /// A reference's name, and its tag or digest.
    static func split(_ image: String) -> (name: String, tag: String) {
        if let at = image.firstIndex(of: "@") {
            return (String(image[..<at]), String(image[image.index(after: at)...]))
        }
        let nameStart = image.lastIndex(of: "/").map { image.index(after: $0) } ?? image.startIndex
        guard let colon = image[nameStart...].firstIndex(of: ":") else { return (image, "latest") }
        return (String(image[..<colon]), String(image[image.index(after: colon)...]))
    }

    private static func base64URL(_ data: Data) -> String {
        String(
            data.base64EncodedString().map { character in
                switch character {
                case "+": "-"
                case "/": "_"
                default: character
                }
            }
        )
    }
}
