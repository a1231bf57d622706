//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A service behind a proxy of the application's own: `aliyun.proxy.*` and `aliyun.custom_addon`; only checked here.
enum ProxyLabels {
    static let prefix = "aliyun.proxy."
    private static let addon = "aliyun.custom_addon"

    static let names = [
        "APPSESSION", "BALANCE", "COOKIE", "DEFAULT_SSL_CERT", "EXCLUDE_PORTS", "EXTRA_ROUTE_SETTINGS",
        "EXTRA_SETTINGS", "FORCE_SSL", "GZIP_COMPRESSION_TYPE", "HEALTH_CHECK", "HSTS_MAX_AGE", "HTTP_CHECK",
        "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT", "required",
    ]

    static func check(_ draft: ServiceDraft) {
        let labels = draft.labels
        _ = labels[addon]?.text("proxy", where: { $0 == "proxy" })
        _ = labels[prefix + "required"]?.labelBoolean()
        _ = labels[prefix + "VIRTUAL_HOST_WEIGHT"]?.integer(in: 0...Int(Int32.max))
        _ = labels[prefix + "BALANCE"]?.nonEmptyText("roundrobin, static-rr, source or leastconn")
        checkPorts(labels[prefix + "TCP_PORTS"], "ports such as 6379 or 443/ssl") {
            $0.hasSuffix("/ssl") ? $0.dropLast(4) : $0
        }
        checkPorts(labels[prefix + "EXCLUDE_PORTS"], "ports such as 8080") { $0 }
        if let field = labels[prefix + "VIRTUAL_HOST"] { checkHosts(field) }
        guard let field = labels[prefix + "VIRTUAL_HOST"] ?? labels[prefix + "required"] else { return }
        if draft.spec.ports.isEmpty, draft.spec.expose.isEmpty, !draft.hasUnreadable("ports", "expose") {
            field.warning("the proxy finds no port of the service", "write expose: with the container's port")
        }
    }

    private static func checkPorts(_ field: Field?, _ expected: String, _ port: (Substring) -> Substring) {
        guard let field, let text = field.nonEmptyText(expected) else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard (1...65535).contains(parseInteger(port(part.trimmingSpaces())) ?? 0) else {
                return field.refuse(text, expected)
            }
        }
    }

    /// `[scheme://]domain[:port][/path]`, several with commas, with stars in the domain and the path.
    private static func checkHosts(_ field: Field) {
        let expected = "domains such as http://www.example.com, https://*.example.com:8443 or */images/*"
        guard let text = field.nonEmptyText(expected) else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            var rest = part.trimmingSpaces()
            if let colon = rest.firstIndex(of: ":"), rest[colon...].hasPrefix("://") {
                guard ["http", "https", "ws", "wss"].contains(rest[..<colon].lowercased()) else {
                    return field.error("proxies don't speak \(quoted(rest[..<colon]))", "write http, https, ws or wss")
                }
                rest = rest[rest.index(colon, offsetBy: 3)...]
            }
            let host = rest.prefix { $0 != "/" }
            let halves = host.split(separator: ":", omittingEmptySubsequences: false)
            let isPort = halves.count == 1 || (1...65535).contains(parseInteger(halves[1]) ?? 0)
            let isHost = (halves.first ?? "").utf8.allSatisfy {
                NameRules.isAlphanumeric($0) || "*.-_".utf8.contains($0)
            }
            guard !rest.isEmpty, halves.count <= 2, isPort, isHost else { return field.refuse(part, expected) }
        }
    }
}
