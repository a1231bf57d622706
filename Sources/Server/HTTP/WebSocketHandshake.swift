//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import FoundationEssentials
import HTTPTypes

/// How a WebSocket begins (RFC 6455, 4.2).
enum WebSocketHandshake {
    /// The one protocol that is spoken over WebSockets here; an answer that names it begins one.
    static let protocolName = "gantry.terminal"

    /// What proves that the server knows WebSockets: RFC 6455, 1.3.
    private static let identifier = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The headers of the answer 101; nil for a request that begins no WebSocket of ours.
    static func accept(_ request: HTTPRequest) -> HTTPFields? {
        let fields = request.headerFields
        guard request.method == .get, request.wantsUpgrade, fields.hasToken("websocket", in: .upgrade),
            fields[.secWebSocketVersion] == "13", fields.hasToken(protocolName, in: .secWebSocketProtocol),
            let key = fields[.secWebSocketKey], Data(base64Encoded: key)?.count == 16
        else { return nil }
        let digest = Insecure.SHA1.hash(data: Array((key + identifier).utf8))
        return [
            .connection: "Upgrade", .upgrade: "websocket", .secWebSocketProtocol: protocolName,
            .secWebSocketAccept: Data(digest).base64EncodedString(),
        ]
    }
}
