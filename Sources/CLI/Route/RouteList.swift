//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import HTTPText

/// What `route ls` and `app routes` print.
enum RouteList {
    static func print(project: String?, _ options: GlobalOptions) async throws {
        let report = try await options.withClient { client in
            let query = project.map { "?project=" + PercentEncoding.encode($0) } ?? ""
            let path = try await options.clusterPath(client) + "/routes/statistics" + query
            return try await client.decode(RouteStatisticsObject.self, "GET", path)
        }
        if options.output == .wide, !options.quiet {
            try Output.list(report.routes.flatMap(RouteRow.rows), options)
        } else {
            try Output.list(report.routes, options)
        }
        guard !options.quiet else { return }
        for (node, reason) in report.missing.sorted(by: { $0.key < $1.key }) {
            Output.note("\(node): not counted: \(reason)")
        }
    }
}

/// A line of `-o wide`: a route, one of its containers, or what went through one node.
struct RouteRow: Listable {
    static let headings = [
        "ADDRESS", "SERVICE", "PORT", "HEALTH", "WEIGHT", "SESSIONS", "REQUESTS", "PER SECOND", "5XX", "UNREACHED",
        "BROKEN OFF", "RETRIES",
    ]

    var listName: String
    var service = ""
    var port = ""
    var health = ""
    var isBad = false
    var weight = ""
    var traffic: TrafficObject?

    static func rows(of route: RouteObject) -> [RouteRow] {
        let upCount = route.servers.count { $0.report?.health == "up" }
        let sum = RouteRow(
            listName: route.listName,
            service: route.owner,
            port: String(route.port),
            health: route.report == nil ? "" : "\(upCount) of \(route.servers.count) up",
            isBad: upCount < route.servers.count { !$0.draining },
            traffic: route.report?.traffic
        )
        let servers = route.servers.map { server in
            RouteRow(
                listName: "  " + server.container,
                health: health(of: server),
                isBad: !(server.report?.downOn.isEmpty ?? true),
                weight: (server.report?.weight ?? server.weight).map(String.init) ?? "",
                traffic: server.report?.traffic
            )
        }
        let nodes = (route.report?.nodes ?? []).map { node in
            RouteRow(
                listName: "  by " + node.node,
                health: node.down.isEmpty ? "" : "down: " + node.down.joined(separator: ","),
                isBad: !node.down.isEmpty,
                traffic: node.traffic
            )
        }
        // One node has nothing to say that the sum doesn't.
        return [sum] + servers + (nodes.count > 1 || nodes.contains(where: \.isBad) ? nodes : [])
    }

    private static func health(of server: RouteObject.Server) -> String {
        if server.draining { return "draining" }
        guard let report = server.report else { return "" }
        return report.downOn.isEmpty || report.health != "up"
            ? report.health : "down for " + report.downOn.joined(separator: ",")
    }

    func row(_ style: TerminalStyle) -> [String] {
        let numbers = traffic.map { traffic in
            [
                traffic.sessions, traffic.requests, traffic.requestsPerSecond, traffic.serverErrors,
                traffic.connectionErrors, traffic.responseErrors, traffic.retries,
            ].map(String.init)
        }
        return [listName, service, port, isBad ? style.paint(health, .yellow) : health, weight]
            + (numbers ?? Array(repeating: "", count: 7))
    }
}

extension RouteObject: Listable {
    package static var headings: [String] {
        ["ADDRESS", "SERVICE", "PORT", "CONTAINERS", "SESSIONS", "PER SECOND", "ERRORS"]
    }

    package func row(_ style: TerminalStyle) -> [String] {
        let names = servers.map { server in
            if server.draining { return style.paint("\(server.container) (draining)", .yellow) }
            if server.report?.health == "down" { return style.paint("\(server.container) (down)", .red) }
            return server.container + (server.weight.map { " (weight \($0))" } ?? "")
        }
        return [
            listName, owner, String(port),
            names.isEmpty ? style.paint("none", .red) : names.joined(separator: ","),
        ] + (report.map { Self.figures(of: $0.traffic, style) } ?? [])
    }

    private static func figures(of traffic: TrafficObject, _ style: TerminalStyle) -> [String] {
        let errors = traffic.serverErrors + traffic.connectionErrors + traffic.responseErrors
        return [
            String(traffic.sessions), String(traffic.requestsPerSecond),
            errors == 0 ? "0" : style.paint(String(errors), .yellow),
        ]
    }

    package var listName: String { host + (path == "/" ? "" : path) }
}
