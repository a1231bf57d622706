//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What `route trace` prints for people.
enum RouteTraceText {
    private static let width = 12

    static func text(_ trace: RouteTraceObject, _ style: TerminalStyle) -> String {
        var lines: [String] = []
        add("request", [trace.host + trace.path], to: &lines)
        if let route = trace.route {
            let sticky = route.sticky ? ", a client stays with its container" : ""
            add("taken by", ["\(route.listName) of \(owner(of: route))\(sticky)"], to: &lines)
            add("served by", route.servers.map { server(of: $0, style) }, to: &lines)
        }
        if !trace.reason.isEmpty { add("answer", [style.paint(trace.reason, .red)], to: &lines) }
        add(
            "left out",
            trace.leftOut.map { "\($0.container) on \($0.node): " + style.paint($0.reason, .yellow) },
            to: &lines
        )
        add("not by", trace.shorter.map { "\($0.listName) of \(owner(of: $0)): a shorter path" }, to: &lines)
        add(
            trace.shorter.isEmpty ? "not by" : "",
            trace.others.map { "\($0.listName) of \(owner(of: $0)): another path" },
            to: &lines
        )
        add("in place on", trace.upToDate.isEmpty ? [] : [trace.upToDate.joined(separator: ", ")], to: &lines)
        add(
            "not yet on",
            trace.behind.sorted { $0.key < $1.key }.map { "\($0.key): " + style.paint($0.value, .yellow) },
            to: &lines
        )
        return lines.joined(separator: "\n")
    }

    private static func owner(of route: RouteObject) -> String {
        "\(route.owner) port \(route.port)"
    }

    private static func server(of server: RouteObject.Server, _ style: TerminalStyle) -> String {
        var text = "\(server.container) on \(server.node), \(server.address):\(server.port)"
        if let weight = server.weight { text += ", weight \(weight)" }
        return text + (server.draining ? ", " + style.paint("draining", .yellow) : "")
    }

    private static func add(_ title: String, _ values: [String], to lines: inout [String]) {
        for (index, value) in values.enumerated() {
            let head = index == 0 ? title : ""
            lines.append(head + String(repeating: " ", count: width - head.count) + value)
        }
    }
}
