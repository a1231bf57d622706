//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Routing

/// The UDP listeners of a node's load balancers in the language of nginx (1.18 or later, with its stream module).
///
/// HAProxy does not speak UDP. nginx gives all datagrams of a client's address and port to one container until the
/// client was silent for `silenceSeconds`, and the container's answers back to it.
package enum DatagramConfiguration {
    /// How long a client has to be silent until its next datagram may go to another container.
    package static let silenceSeconds = 30

    /// The whole configuration file.
    ///
    /// - Parameters:
    ///   - listeners: The listeners; those of other modes and those without a container that takes something new are
    ///     left out.
    ///   - address: The address to listen on; empty for all.
    ///   - directory: Where nginx may keep the file with its process's number.
    /// - Returns: The text; nil when nothing is left.
    package static func render(
        _ listeners: [BalancerListener],
        address: String = "",
        directory: String
    ) -> String? {
        let parts = listeners.filter(\.hasDatagrams).map { part($0, address: address) }
        guard !parts.isEmpty else { return nil }
        return """
            load_module /usr/lib/nginx/modules/ngx_stream_module.so;
            daemon off;
            user nobody nogroup;
            worker_processes auto;
            worker_shutdown_timeout \(silenceSeconds)s;
            pid \(directory)/nginx.pid;
            error_log stderr warn;

            events {
                worker_connections 16384;
            }

            stream {
                proxy_timeout \(silenceSeconds)s;
                # A container that refuses datagrams is left alone for a while.
                proxy_next_upstream on;

            """ + parts.joined() + "}\n"
    }

    private static func part(_ listener: BalancerListener, address: String) -> String {
        let name = "port_\(listener.port)_servers"
        var text = "\n    # \(listener.balancer)\n    upstream \(name) {\n"
        for server in listener.servers where !server.isDraining {
            text +=
                "        server \(place(server.address, server.port))"
            if let weight = server.weight { text += " weight=\(weight)" }
            text += " max_fails=\(listener.check.fall) fail_timeout=\(listener.check.intervalSeconds)s;\n"
        }
        text += "    }\n"
        let zone = "clients_\(listener.port)"
        if listener.connectionLimit != nil { text += "    limit_conn_zone $server_port zone=\(zone):64k;\n" }
        text += "    server {\n"
        // Each process has a socket of its own, and the kernel gives all datagrams of a client to the same one.
        let endpoint = address.isEmpty ? "\(listener.port)" : place(address, listener.port)
        text += "        listen \(endpoint) udp reuseport;\n"
        if let limit = listener.connectionLimit { text += "        limit_conn \(zone) \(limit);\n" }
        return text + "        proxy_pass \(name);\n    }\n"
    }

    private static func place(_ address: String, _ port: Int) -> String {
        "\(address.contains(":") ? "[\(address)]" : address):\(port)"
    }
}

extension BalancerListener {
    /// Whether there is something for nginx to do.
    fileprivate var hasDatagrams: Bool { mode == .udp && servers.contains { !$0.isDraining } }
}
