//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
package import Routing

/// A node's load balancers in HAProxy's language (2.6 or later), but for their UDP listeners (`DatagramConfiguration`).
///
/// Servers can be changed at run time; a new listener needs a new configuration.
package enum BalancerConfiguration {
    /// The whole configuration file.
    ///
    /// - Throws: `RoutingError` when a name can't be written into it.
    package static func render(_ table: BalancerTable, _ settings: HAProxySettings) throws(RoutingError) -> String {
        try table.validate()
        for path in [settings.statsSocket, settings.certificateDirectory] where !RouteGrammar.isFilePath(path) {
            throw RoutingError("file '\(path)': HAProxy can't name it; use plain characters")
        }
        guard settings.address.isEmpty || RouteGrammar.isAddress(settings.address) else {
            throw RoutingError("'\(settings.address)': not an IP address to listen on")
        }
        return global(settings, revision: table.revision) + defaults
            + table.listeners.filter { $0.mode != .udp }.map { listener($0, settings) }.joined()
    }

    private static func global(_ settings: HAProxySettings, revision: Int64) -> String {
        var text = """
            # Written for table \(revision) of the load balancers; changes are overwritten.
            global
                log stdout format raw local0
                stats socket \(settings.statsSocket) mode 600 level admin expose-fd listeners
                setenv GANTRY_GENERATION \(settings.generation)
                fd-hard-limit 100000
                # Workers of earlier configurations end with their last connection, at the latest after this time.
                hard-stop-after 1h
                mworker-max-reloads 50
                spread-checks 20
                ssl-default-bind-options ssl-min-ver TLSv1.2

            """
        if let id = settings.unprivilegedID { text += "    uid \(id)\n    gid \(id)\n" }
        return text
    }

    private static let defaults = """

        defaults
            log global
            option dontlognull
            option dontlog-normal
            balance roundrobin
            option redispatch 1
            retries 3
            timeout connect 2s
            timeout check 2s
            timeout queue 10s
            timeout http-request 30s
            timeout http-keep-alive 60s
            timeout client-fin 30s
            timeout tunnel 1h

        """

    private static func listener(_ listener: BalancerListener, _ settings: HAProxySettings) -> String {
        let isHTTP = listener.mode.hasRequests
        let mode = isHTTP ? "http" : "tcp"
        var text = """

            # \(listener.balancer)
            frontend \(listener.frontend)
                mode \(mode)
                bind \(settings.address):\(listener.port)\(security(of: listener, settings))

            """
        let handover = HAProxyHandover(settings, port: listener.port)
        if isHTTP { text += handover.binding }
        if let limit = listener.connectionLimit { text += "    maxconn \(limit)\n" }
        text += isHTTP ? requestOptions(scheme: listener.mode.rawValue) : connectionOptions
        if let port = listener.redirectPort { text += redirect(to: port) }
        if isHTTP { text += handover.choice }
        text += "    default_backend \(listener.backend)\n"
        if isHTTP { text += handover.section + "    mode http\n    timeout server 3m\n" }
        text += "\nbackend \(listener.backend)\n"
        text += "    mode \(mode)\n"
        if isHTTP {
            text += "    timeout server 3m\n    http-reuse safe\n"
            if let path = listener.check.path { text += "    option httpchk GET \(path)\n" }
        } else {
            text += "    timeout server 1h\n    option srvtcpka\n"
        }
        text += "    default-server \(listener.serverParameters)\n"
        for server in listener.servers {
            text += "    server \(server.name) \(server.address):\(server.port)"
            if let weight = server.weight { text += " weight \(weight)" }
            text += server.isDraining ? " disabled\n" : "\n"
        }
        return text
    }

    private static func security(of listener: BalancerListener, _ settings: HAProxySettings) -> String {
        guard listener.mode == .https else { return "" }
        return " ssl crt-list \(settings.certificateList(of: listener)) alpn h2,http/1.1"
    }

    /// What a client says itself of how it came in counts for nothing: this is the door.
    private static func requestOptions(scheme: String) -> String {
        """
            timeout client 3m
            option httplog
            option forwardfor
            option idle-close-on-response
            http-request set-header X-Forwarded-Proto \(scheme)

        """
    }

    /// To the same path and query at the same host; other methods than reading ones stay what they are.
    private static func redirect(to port: Int) -> String {
        let place = port == 443 ? "" : ":\(port)"
        let location = "https://%[req.hdr(host),host_only]\(place)%[pathq]"
        return """
                http-request deny deny_status 400 unless { req.hdr(host) -m len ge 1 }
                http-request redirect location \(location) code 301 if { method GET HEAD }
                http-request redirect location \(location) code 308

            """
    }

    /// A connection without a byte for an hour ends; the kernel finds out earlier that a client is gone.
    private static let connectionOptions = """
            timeout client 1h
            option tcplog
            option clitcpka

        """
}
