//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How a worker that a reload has replaced gives requests to the present one, in HAProxy's language.
///
/// Clients that keep their connection stay with a worker until their next request, up to a minute after it was
/// replaced. By then containers may be others than those that it knows, and HAProxy 2.6 changes no server of a worker
/// that is ending. When no other worker is to come, `server` is disabled in all of them first.
package struct HAProxyHandover: Sendable {
    /// The name of the present worker as a server, in each backend that leads to it.
    package static let server = "next"
    /// What the names of these backends begin with.
    package static let backend = "handover"

    /// Has a backend not say who the client is, since the next worker does.
    package static let withoutForwardedFor = "option forwardfor except 0.0.0.0/0 header X-Handed-Over-For"

    private let socket: String
    private let backend: String

    /// - Parameters:
    ///   - settings: They name the socket that workers meet at.
    ///   - port: The frontend's port, where there are several frontends with different answers.
    package init(_ settings: HAProxySettings, port: Int? = nil) {
        socket = settings.handoverSocket + (port.map { "-\($0)" } ?? "")
        backend = Self.backend + (port.map { "_\($0)" } ?? "")
    }

    /// Where the present worker takes the requests that come in at one of an earlier configuration: a line of a frontend.
    package var binding: String { "    bind abns@\(socket) accept-proxy\n" }

    /// Has a worker that is ending give its requests away: a line of a frontend, before it looks for their backend.
    package var choice: String { "    " + Self.choice(of: backend) + "\n" }

    /// Has a worker that is ending give its requests to a backend.
    package static func choice(of backend: String) -> String {
        "use_backend \(backend) if { stopping } { srv_is_up(\(backend)/\(server)) }"
    }

    /// The present worker as a server of a backend.
    package static func server(at socket: String) -> String { "server \(server) abns@\(socket) send-proxy-v2 no-check" }

    /// The way to the present worker: a section, to which lines may be added.
    package var section: String {
        """

        # Requests on connections that clients kept from an earlier configuration. The next worker says who the client is.
        backend \(backend)
            \(Self.withoutForwardedFor)
            \(Self.server(at: socket))

        """
    }
}
