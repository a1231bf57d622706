//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Which rule of a table takes a request, and which others of its host don't.
package struct RouteTrace: Hashable, Sendable {
    /// The rule that takes it; nil when none does.
    package var rule: RouteRule?
    /// Rules whose path the request is below, too, but which are shorter; the longest first.
    package var shorter: [RouteRule]
    /// Rules of the same host for other paths.
    package var others: [RouteRule]
}

extension RouteTable {
    /// Looks a request up as HAProxy does (`HAProxyMap`).
    package func trace(_ address: RequestAddress) -> RouteTrace {
        let sought = address.host + address.path + "/"
        let own = rules.filter { $0.host == address.host }
        let fitting = own.filter { sought.hasPrefix(HAProxyMap.key(of: $0)) }
            .sorted { $0.path.utf8.count > $1.path.utf8.count }
        return RouteTrace(
            rule: fitting.first,
            shorter: Array(fitting.dropFirst()),
            others: own.filter { !fitting.contains($0) }
        )
    }
}

/// What routing looks at in a request's URL.
package struct RequestAddress: Hashable, Sendable {
    /// `http`, `https`, `ws` or `wss`.
    package let scheme: String
    /// Lower-case, without the port and a dot at its end.
    package let host: String
    /// Lower-case, without the query; `/` at least.
    package let path: String

    private static let limit = 8_192

    /// Takes a URL apart: `[scheme://]host[:port][/path][?query][#fragment]`.
    ///
    /// - Throws: `RoutingError` for what can't be asked of a router.
    package init(parsing text: String) throws(RoutingError) {
        guard text.utf8.count <= Self.limit else {
            throw RoutingError("URL: longer than \(Self.limit) bytes; shorten it")
        }
        var rest = text[...]
        if let colon = text.firstRange(of: "://") {
            scheme = text[..<colon.lowerBound].lowercased()
            rest = text[colon.upperBound...]
        } else {
            scheme = "http"
        }
        guard ["http", "https", "ws", "wss"].contains(scheme) else {
            throw RoutingError("'\(scheme)': not routed by host and path; use http, https, ws or wss")
        }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        path = authority.endIndex == rest.endIndex ? "/" : rest[authority.endIndex...].lowercased()
        var name = authority.prefix { $0 != ":" }.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard RouteGrammar.isHost(name) else {
            throw RoutingError("'\(authority)': not a host name; write for example http://shop.example.com/cart")
        }
        host = name
    }
}
