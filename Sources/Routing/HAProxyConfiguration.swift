//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A route table in HAProxy's language (2.6 or later).
///
/// Which host and path leads where is not in the configuration but in a map, and a backend's servers can be changed at
/// run time, too; only a new backend needs a new configuration.
package enum HAProxyConfiguration {
    /// How HAProxy finds out that a server is gone and that it is back.
    ///
    /// Failed connections of requests say the first at once, and the requests are sent to another server; checks are
    /// there to say the second, and rare while all is well: each router checks each container of the cluster, so that
    /// their number grows with both.
    ///
    /// The last two are what a server of the file has by itself. One that is added at run time has 0 for both in
    /// HAProxy 2.6, and would get a new connection for each request.
    package static let serverParameters =
        "check inter 30s fastinter 1s downinter 1s fall 2 rise 1 observe layer4 error-limit 3 on-error mark-down "
        + "pool-max-conn -1 pool-purge-delay 5s"

    /// The path that answers 200 on every host as long as HAProxy runs.
    package static let monitorPath = "/haproxy-monitor"

    private static let compressedTypes =
        "text/html text/plain text/css text/xml text/javascript application/javascript application/json "
        + "application/xml application/xhtml+xml application/rss+xml application/manifest+json image/svg+xml"

    /// The whole configuration file.
    ///
    /// - Throws: `RoutingError` when a name can't be written into it.
    package static func render(_ table: RouteTable, _ settings: HAProxySettings) throws(RoutingError) -> String {
        try table.validate()
        for path in [settings.statsSocket, settings.mapFile, settings.certificateList, settings.errorPageFile]
        where !RouteGrammar.isFilePath(path) {
            throw RoutingError("file '\(path)': HAProxy can't name it; use an absolute path of plain characters")
        }
        guard settings.address.isEmpty || RouteGrammar.isAddress(settings.address) else {
            throw RoutingError("'\(settings.address)': not an IP address to listen on")
        }
        var text = global(settings, revision: table.revision)
        text += defaults(settings)
        let handover = HAProxyHandover(settings)
        let choice = handover.choice + choice(table, settings)
        text += frontend(settings, handover) + choice + handover.section + unrouted
        if table.certificates != nil { text += secureFrontend(settings) + choice }
        text += statistics(settings)
        let paths = table.cookiePaths
        for backend in table.backends {
            text += "\nbackend \(backend.name)\n"
            let own = backend.settings.map(lines) ?? ""
            text += backend.isSticky ? stickiness(paths[backend.name] ?? [], settings, own) : own
            for server in backend.servers {
                text += "    server \(server.name) \(server.address):\(server.port)"
                if let weight = server.weight { text += " weight \(weight)" }
                text += server.isDraining ? " disabled\n" : "\n"
            }
        }
        return text
    }

    private static func global(_ settings: HAProxySettings, revision: Int64) -> String {
        var text = """
            # Written by the router for route table \(revision); changes are overwritten.
            global
                log stdout format raw local0
                stats socket \(settings.statsSocket) mode 600 level admin expose-fd listeners
                setenv GANTRY_GENERATION \(settings.generation)
                # Connections are limited by the file descriptors that the container may have, up to this many.
                fd-hard-limit 100000
                # Workers of earlier configurations end with their last request, WebSockets after this time.
                hard-stop-after 1h
                ssl-default-bind-options ssl-min-ver TLSv1.2
                mworker-max-reloads 50
                spread-checks 50

            """
        if let id = settings.unprivilegedID { text += "    uid \(id)\n    gid \(id)\n" }
        return text
    }

    private static func defaults(_ settings: HAProxySettings) -> String {
        """

        defaults
            mode http
            log global
            option httplog
            option dontlog-normal
            option dontlognull
            option forwardfor
            option idle-close-on-response
            balance roundrobin
            http-reuse safe
            # Another server at each retry. What was sent already is not sent again: HAProxy would have to copy every
            # request for that, a tenth of its work.
            option redispatch 1
            retries 3
            timeout connect 1s
            timeout check 1s
            timeout queue 10s
            timeout http-request 30s
            timeout http-keep-alive 60s
            timeout client 3m
            timeout client-fin 30s
            timeout server 3m
            timeout tunnel 1h
            default-server \(serverParameters)
            http-error status 503 content-type "text/html; charset=utf-8" file \(settings.errorPageFile) hdr Cache-Control no-store

        """
    }

    private static func frontend(_ settings: HAProxySettings, _ handover: HAProxyHandover) -> String {
        """

        frontend routes
            bind \(settings.address):\(settings.httpPort)
        \(handover.binding)\
            monitor-uri \(monitorPath)
            # A front door that ends TLS says so; otherwise what came in here is what the client used.
            http-request add-header X-Forwarded-Proto http unless { req.hdr(X-Forwarded-Proto) -m found }

        """
    }

    private static let unrouted = """

        # Nobody has a server here: the page of the status 503.
        backend unrouted

        """

    /// For hosts that have a certificate; those of others break off while TLS begins, for want of one.
    private static func secureFrontend(_ settings: HAProxySettings) -> String {
        """

        frontend secure_routes
            bind \(settings.address):\(settings.httpsPort) ssl strict-sni crt-list \(settings.certificateList) alpn h2,http/1.1
            monitor-uri \(monitorPath)
            http-request set-header X-Forwarded-Proto https

        """
    }

    /// Finds the backend of a request, with a map of `HAProxyMap`.
    private static func choice(_ table: RouteTable, _ settings: HAProxySettings) -> String {
        guard table.hasPaths else {
            return only(table) + """
                    # host -> backend
                    use_backend %[req.fhdr(host),host_only,lower,map_str(\(settings.mapFile))]
                    default_backend unrouted

                """
        }
        return """
                # host/path/ -> backend|path; a port or a dot at the host's end is cut off, which few requests need.
                acl decorated base -m reg ^[^/]*[.:]+[0-9]*/
                use_backend %[base,lower,concat(/),map_beg(\(settings.mapFile)),field(1,|)] unless decorated
                use_backend "%[\(rule(settings)),field(1,|)]"
                default_backend unrouted

            """
    }

    /// Takes the requests of a table's only backend; those with a port at the host's end are left to the map.
    private static func only(_ table: RouteTable) -> String {
        guard let rules = table.onlyRules, let backend = rules.first?.backend else { return "" }
        let hosts = rules.map(\.host).joined(separator: " ")
        return "    use_backend \(backend) if { req.fhdr(host) -m str -i \(hosts) }\n"
    }

    /// What a service has of its own.
    private static func lines(_ settings: RoutingSettings) -> String {
        var lines = settings.timeouts.milliseconds.map { "timeout \($0.rawValue) \($1)ms" }.sorted()
        lines += settings.directives.map(\.text)
        let words = settings.directives.map(\.words)
        // Without it, servers could not be added at run time.
        let isHashed = words.contains { $0[0] == "balance" && !["roundrobin", "leastconn", "random"].contains($0[1]) }
        if isHashed, !words.contains(where: { $0[0] == "hash-type" }) { lines.append("hash-type consistent") }
        if settings.compresses {
            lines += ["compression algo gzip", "compression type \(compressedTypes)"]
        }
        return lines.reduce(into: "") { $0 += "    \($1)\n" }
    }

    /// The map's value for any request when rules have paths, in HAProxy's language and for use between double quotes.
    private static func rule(_ settings: HAProxySettings) -> String {
        #"base,lower,regsub(\"^([^/:]*[^/:.])[.]?(:[0-9]*)?/\",\"\1/\"),concat(/),map_beg("# + settings.mapFile + ")"
    }

    /// A client stays with a container for 8 hours, or until it was away for 30 minutes.
    ///
    /// CONTAINERID_TIME has when both began. The cookies are valid below the rule's path, so that services of one host
    /// don't mix them up. Only the backends that want it have these rules, and each cookie that is read takes a
    /// fifteenth of a request's time: a client that was seen within a minute has its limits checked later.
    ///
    /// What a service has of its own comes after the cookies are read, and before answers to known clients are let go.
    private static func stickiness(_ paths: Set<String>, _ settings: HAProxySettings, _ own: String) -> String {
        var text = ""
        let path: String
        if let only = paths.first, paths.count == 1 {
            path = only
        } else {
            path = "%[var(txn.rule),field(2,|)]"
            text += "    http-request set-var(txn.rule) \"\(rule(settings))\"\n"
        }
        return text + """
                http-request set-var(txn.container) req.cook(CONTAINERID)
                http-request set-var(txn.seen) req.cook(CONTAINERID_TIME),field(2,.),add(0)
                acl recent date,sub(txn.seen) lt 60
                http-request set-var(txn.since) req.cook(CONTAINERID_TIME),field(1,.),add(0) unless recent
                http-request unset-var(txn.container) if !recent { date,sub(txn.since) gt 28800 } or !recent { date,sub(txn.seen) gt 1800 }
                acl same srv_name,strcmp(txn.container) eq 0
                acl timed var(txn.since) -m found

            """ + own + """
                    http-response allow if same recent
                    http-response add-header Set-Cookie "CONTAINERID=%[srv_name]; path=\(path)" unless same
                    http-response add-header Set-Cookie "CONTAINERID_TIME=%[var(txn.since)].%[date]; path=\(path)" if same timed
                    http-response add-header Set-Cookie "CONTAINERID_TIME=%[date].%[date]; path=\(path)" unless same timed
                    use-server %[var(txn.container)] if { var(txn.container) -m found }

                """
    }

    private static func statistics(_ settings: HAProxySettings) -> String {
        """

        listen statistics
            bind \(settings.address):\(settings.statsPort)
            stats enable
            stats uri /haproxy?stats
            stats realm Gantry\\ routing
            stats auth admin:admin
            stats show-legends

        """
    }
}
