//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The HAProxy configuration of the front door: 127.0.0.1 to the routing containers of all nodes.
package enum FrontDoorConfiguration {
    /// The configuration's text.
    ///
    /// What comes in over TLS is passed on as it is: the nodes have the certificates.
    /// Every request opens a connection of its own to a node, and one that can't be opened is tried at another node.
    /// A connection to a node that fell silent ends after three seconds, by the kernel's keep-alive; only requests that
    /// may be repeated are then sent again.
    package static func text(for spec: LocalClusterSpec) -> String {
        let servers = spec.nodes.map { "    server \($0.name) \($0.address):\(spec.ports.routing)" }
        return """
            # Written by `gantry local up`.
            global
                maxconn 8192
                user haproxy
                group haproxy

            defaults
                mode http
                timeout connect 500ms
                timeout check 1s
                timeout queue 5s
                timeout http-request 30s
                timeout http-keep-alive 60s
                timeout client 1h
                timeout server 1h
                timeout tunnel 24h

            frontend front-door
                bind 127.0.0.1:\(spec.ports.frontDoor)
                default_backend nodes

            backend nodes
                balance roundrobin
                option forwardfor
                option http-server-close
                option httpchk GET /haproxy-monitor
                option redispatch 1
                retries 3
                retry-on conn-failure empty-response
                http-request disable-l7-retry unless METH_GET or { method HEAD OPTIONS }
                option srvtcpka
                srvtcpka-idle 2s
                srvtcpka-intvl 1s
                srvtcpka-cnt 2
                default-server check inter 500ms fall 2 rise 1 tcp-ut 3s

            """ + servers.joined(separator: "\n") + "\n" + secure(spec)
    }

    private static func secure(_ spec: LocalClusterSpec) -> String {
        let servers = spec.nodes.map { node in
            "    server \(node.name) \(node.address):\(spec.ports.secureRouting) check port \(spec.ports.routing)"
        }
        return """

            frontend secure-front-door
                mode tcp
                bind 127.0.0.1:\(spec.ports.secureFrontDoor)
                default_backend secure-nodes

            backend secure-nodes
                mode tcp
                balance roundrobin
                option httpchk GET /haproxy-monitor
                option redispatch 1
                retries 3
                option srvtcpka
                srvtcpka-idle 2s
                srvtcpka-intvl 1s
                srvtcpka-cnt 2
                default-server inter 500ms fall 2 rise 1 tcp-ut 3s

            """ + servers.joined(separator: "\n") + "\n"
    }
}
