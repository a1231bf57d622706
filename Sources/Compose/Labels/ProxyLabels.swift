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
        "HTTP_CHECK", "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT", "required",
    ]

    private static let canonicalNames = Dictionary(
        names.map { (prefix + $0.uppercased(), prefix + $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// A label as it is written in `names`, for proxies read it in any case: `aliyun.proxy.virtual_host` is
    /// `aliyun.proxy.VIRTUAL_HOST`.
    static func canonical(_ label: String) -> String {
        guard label.hasPrefix(prefix) else { return label }
        return canonicalNames[prefix + label.dropFirst(prefix.count).uppercased()] ?? label
    }

    static func check(_ draft: ServiceDraft) {
        let labels = draft.labels
        _ = labels[addon]?.text("proxy", where: { $0 == "proxy" })
        if let field = labels[formerAddon], let text = field.text(), text != "proxy" {
            field.warning("\(quoted(text)) has no effect: containers get no access to the cluster by it", "remove it")
        }
        let fields = fields(of: labels)
        for name in names { checkCharacters(fields[name]) }
        _ = fields["required"]?.labelBoolean()
        _ = fields["VIRTUAL_HOST_WEIGHT"]?.integer(in: 0...Int(Int32.max))
        _ = fields["BALANCE"]?.nonEmptyText("roundrobin, static-rr, source or leastconn")
        checkPorts(fields["TCP_PORTS"], "ports such as 6379 or 443/ssl") {
            $0.lowercased().hasSuffix("/ssl") ? $0.dropLast(4) : $0
        }
        checkPorts(fields["EXCLUDE_PORTS"], "ports such as 8080") { $0 }
        if let field = fields["VIRTUAL_HOST"] { checkHosts(field) }
        guard let field = fields["VIRTUAL_HOST"] ?? fields["required"] else { return }
        if draft.spec.ports.isEmpty, draft.spec.expose.isEmpty, !draft.hasUnreadable("ports", "expose") {
            field.warning("the proxy finds no port of the service", "write expose: with the container's port")
        }
    }

    /// The labels by the names of their settings, each of which a service has once.
    private static func fields(of labels: LabelSet) -> [String: Field] {
        var fields: [String: Field] = [:]
        var known: [String: String] = [:]
        for label in labels.names.sorted() {
            let name = canonical(label)
            guard name.hasPrefix(prefix), let field = labels[label] else { continue }
            if let other = known.updateValue(label, forKey: name) {
                field.error("the service has the label \(other), which is the same one", "remove one of them")
            } else {
                fields[String(name.dropFirst(prefix.count))] = field
            }
        }
        return fields
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
