//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension HAProxyConfiguration {
    /// Where the present worker takes the requests that come in at one of an earlier configuration.
    static func handoverBinding(_ settings: HAProxySettings) -> String {
        "    bind abns@\(settings.handoverSocket) accept-proxy\n"
    }

    /// Has a worker that is ending give its requests away, before it looks for their backend.
    static let handoverChoice = "    use_backend handover if { stopping }\n"

    /// The way to the present worker.
    ///
    /// Clients that keep their connection stay with a worker until their next request, up to a minute after it was
    /// replaced. By then containers may be others than those that it knows, and HAProxy 2.6 changes no server of a
    /// worker that is ending.
    static func handover(_ settings: HAProxySettings) -> String {
        """

        # Requests on connections that clients kept from an earlier configuration. The next worker says who the client is.
        backend handover
            option forwardfor except 0.0.0.0/0 header X-Handed-Over-For
            server next abns@\(settings.handoverSocket) send-proxy-v2 no-check

        """
    }
}
