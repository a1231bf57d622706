//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Console
import HTTPTypes
import HummingbirdCore

/// What is at the server's address: the management API, and beside it the console for browsers.
struct Site: Sendable {
    let api: APIResponder
    let console: Console

    /// The answer to a request, whatever it is.
    ///
    /// - Throws: What ends the connection.
    func respond(to request: Request, remote: String) async throws -> Response {
        let path = request.uri.path
        if path == "/", request.method == .get || request.method == .head {
            return Response(status: .seeOther, headers: [.location: Console.root + "/"])
        }
        guard Console.isMeant(by: path) else { return try await api.respond(to: request, remote: remote) }
        return try await ConsoleResponder(api: api, console: console, remote: remote).respond(to: request)
    }
}
