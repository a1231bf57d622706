//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import AgentProtocol
import ControlPlane
import HTTPTypes
import HummingbirdCore

/// The calls by which machines join: tokens, the script, the agent's binary, and the joining itself.
struct JoinRoutes: Sendable {
    let plane: ControlPlane
    let agent: AgentBinary
    /// Where machines reach this server, such as `https://10.0.0.1:7800`.
    let apiURL: String
    let fingerprint: String
    /// `sha256//…` of the server's public key, as curl takes it.
    let publicKeyPin: String

    var routes: [APIRoute] { tokens + machines }

    private var tokens: [APIRoute] {
        [
            APIRoute(.post, "/clusters/{cluster}/token", access: .needs(.createClusterToken)) { request in
                try .json(await plane.createToken(request.parameter("cluster"), request.decode()))
            },
            APIRoute(.get, "/clusters/{cluster}/tokens", access: .needs(.revealClusterTokens)) { request in
                try .json(await plane.tokens(request.parameter("cluster")))
            },
            APIRoute(.get, "/clusters/{cluster}/tokens/{token}", access: .needs(.revealClusterTokens)) { request in
                try .json(await plane.token(request.parameter("cluster"), request.parameter("token")))
            },
            APIRoute(.delete, "/token/{token}/revoke", access: .needs(.revokeClusterToken)) { request in
                try await plane.revokeToken(request.parameter("token"))
                return .empty()
            },
            APIRoute(.get, "/clusters/{cluster}/join-command", access: .needs(.createClusterToken)) { request in
                let reusable = try request.query.flag("reusable", default: false)
                let token = try await plane.createToken(
                    request.parameter("cluster"),
                    TokenRequest(expired: request.query.number("expired")),
                    isSingleUse: !reusable
                )
                return try .json(
                    JoinCommand(
                        command: "curl -fsSk --pinnedpubkey '\(publicKeyPin)' \(apiURL)/join/\(token.token) | sh",
                        token: token.token,
                        fingerprint: fingerprint,
                        server: apiURL
                    )
                )
            },
        ]
    }

    private var machines: [APIRoute] {
        [
            APIRoute(.get, "/join/{token}", access: .joinToken) { request in
                let script = JoinScript(
                    server: apiURL,
                    publicKeyPin: publicKeyPin,
                    token: try await valid(request),
                    fingerprint: fingerprint,
                    agentDigest: try await agent.digest(),
                    architecture: AgentBinary.architecture
                )
                return .text(script.text, type: "text/x-shellscript; charset=utf-8")
            },
            APIRoute(.get, "/join/{token}/agent", access: .joinToken) { request in
                _ = try await valid(request)
                return agent.download()
            },
            APIRoute(.post, "/token/{token}/nodes", access: .joinToken) { request in
                let body: JoinRequest = try await request.decode()
                return try .json(await plane.join(token: request.parameter("token"), body))
            },
            APIRoute(.get, "/token/{token}/nodes/{node}", access: .joinToken) { request in
                let isReady = try await plane.isNodeReady(
                    token: request.parameter("token"),
                    node: request.parameter("node")
                )
                return try .json(["connected": isReady])
            },
        ]
    }

    /// The path's token, once it is known to be good; it then holds nothing that a shell would take amiss.
    private func valid(_ request: APIRequest) async throws -> String {
        let token = try request.parameter("token")
        _ = try await plane.cluster(ofToken: token)
        guard token.utf8.allSatisfy(JoinScript.isPlain) else {
            throw APIFailure.notFound("token: Not Found; get a new line from `gantry node join-command`")
        }
        return token
    }
}
