//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText
import HTTPTypes

/// A browser's wish for a terminal in a container, which the server serves over a WebSocket.
package struct TerminalRequest: Sendable, Hashable {
    /// Where pages ask for it, beside the terminal's page.
    private static let path = PathPattern(
        Console.root + "/clusters/{cluster}/containers/{container}/terminal/socket"
    )

    package let cluster: String
    package let container: String
    /// The session's.
    package let token: String
    /// What its user reads.
    package let language: Language
    /// The program with its arguments.
    package let command: [String]

    /// Whether a request is for a terminal's WebSocket.
    package static func isMeant(by path: String) -> Bool {
        RequestPath(path).flatMap { Self.path.match($0) } != nil
    }

    /// Nil for a request without a session, or of another site's page.
    ///
    /// Browsers let any page open a WebSocket, and send the cookie along (RFC 6455, 10.2).
    package init?(_ request: ConsoleRequest) {
        guard let parameters = RequestPath(request.path).flatMap({ Self.path.match($0) }),
            let token = request.cookie(Console.sessionCookie), !token.isEmpty,
            request.headers[.origin] == "https://" + request.authority
        else { return nil }
        cluster = parameters["cluster"] ?? ""
        container = parameters["container"] ?? ""
        self.token = token
        language = request.language
        let words = request.query["command"].split(separator: " ").map(String.init)
        command = words.isEmpty ? ["/bin/sh", "-c", TerminalPages.shell] : words
    }
}
