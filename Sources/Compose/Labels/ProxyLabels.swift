//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A service behind a proxy of a user's own, or such a proxy: `aliyun.proxy.*` and `aliyun.custom_addon`.
///
/// They are checked here, and acted on as the labels that they are.
enum ProxyLabels {
    static let prefix = "aliyun.proxy."
    static let addon = "aliyun.custom_addon"
    /// What it was called before.
    static let formerAddon = "aliyun.addon"

    static let names = [
        "BALANCE", "COOKIE", "DEFAULT_SSL_CERT", "EXCLUDE_BASIC_AUTH", "EXCLUDE_PORTS", "EXTRA_ROUTE_SETTINGS",
        "EXTRA_SETTINGS", "FAILOVER", "FORCE_SSL", "GZIP_COMPRESSION_TYPE", "HEALTH_CHECK", "HSTS_MAX_AGE",
        "HTTP_CHECK",
        "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT", "required",
    ]

    static func check(_ draft: ServiceDraft) {
        let labels = draft.labels
        _ = labels[addon]?.text("proxy", where: { $0 == "proxy" })
        if let field = labels[formerAddon], let text = field.text(), text != "proxy" {
            field.warning("\(quoted(text)) has no effect: containers get no access to the cluster by it", "remove it")
        }
        for name in names { checkCharacters(labels[prefix + name]) }
        _ = labels[prefix + "required"]?.labelBoolean()
        _ = labels[prefix + "VIRTUAL_HOST_WEIGHT"]?.integer(in: 0...Int(Int32.max))
        _ = labels[prefix + "BALANCE"]?.nonEmptyText("roundrobin, static-rr, source or leastconn")
        checkPorts(labels[prefix + "TCP_PORTS"], "ports such as 6379 or 443/ssl") {
            $0.lowercased().hasSuffix("/ssl") ? $0.dropLast(4) : $0
        }
        checkPorts(labels[prefix + "EXCLUDE_PORTS"], "ports such as 8080") { $0 }
        if let field = labels[prefix + "VIRTUAL_HOST"] { checkHosts(field) }
        guard let field = labels[prefix + "VIRTUAL_HOST"] ?? labels[prefix + "required"] else { return }
        if draft.spec.ports.isEmpty, draft.spec.expose.isEmpty, !draft.hasUnreadable("ports", "expose") {
            field.warning("the proxy finds no port of the service", "write expose: with the container's port")
        }
    }

    /// Values come onto lines of the proxy's configuration.
    private static func checkCharacters(_ field: Field?) {
        guard let field, let text = field.text() else { return }
        let isCertificate = field.key.hasSuffix("_CERT")
        guard text.utf8.count <= (isCertificate ? 65_536 : 16_384) else {
            return field.error(
                "the value is \(text.utf8.count) bytes long",
                "write 16384 at most, 65536 for a certificate"
            )
        }
        let isOneLine = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\t" || isCertificate && (scalar == "\n" || scalar == "\r")
            case .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard !isOneLine else { return }
        field.error("the value has a line end or another control character", "write it on one line")
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
