//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Domains that lead to a service, and how its requests are treated: `aliyun.routing.*`.
enum RoutingLabels {
    static let prefix = "aliyun.routing."
    private static let portPrefix = "aliyun.routing.port_"
    private static let weight = "aliyun.routing.weight"
    private static let sticky = "aliyun.routing.session_sticky"
    private static let timeouts = "aliyun.routing.timeout_setting"
    private static let extra = "aliyun.routing.extra_setting"
    private static let certificate = "aliyun.routing.ssl_cert"
    private static let gzip = "aliyun.routing.gzip"
    private static let maximumLength = 128
    /// The product's own domain, which belongs to nobody here.
    private static let reservedDomain = "alicontainer.com"

    static func read(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        for (suffix, field) in labels.fields(prefix: portPrefix) where !suffix.isEmpty {
            guard let port = parseInteger(suffix), (1...65535).contains(port) else {
                field.error("\(quoted(suffix)) is no port", "write the container's port, such as \(portPrefix)80")
                continue
            }
            readRoutes(port, field, &draft)
        }
        if let field = labels[weight] {
            draft.spec.routeWeight = field.integer(in: 0...100)
            if !labels.contains(prefix: portPrefix) { warnOfUseless(field) }
        }
        if let field = labels[sticky] {
            if let flag = field.labelBoolean() { draft.spec.isSticky = flag }
            if !labels.contains(prefix: portPrefix) { warnOfUseless(field) }
        }
        readSettings(&draft)
    }

    private static func readSettings(_ draft: inout ServiceDraft) {
        let labels = draft.labels
        if let field = labels[gzip], let flag = field.labelBoolean() { draft.spec.routing.compresses = flag }
        if let value = read(labels[timeouts], RoutingTimeouts.init(parsing:)) { draft.spec.routing.timeouts = value }
        if let value = read(labels[extra], BackendDirective.lines(parsing:)) { draft.spec.routing.directives = value }
        if let pem = read(labels[certificate], PEMText.identity(parsing:)) { draft.spec.routeCertificate = pem }
        guard !labels.contains(prefix: portPrefix) else { return }
        for name in [gzip, timeouts, extra, certificate] {
            if let field = labels[name] { warnOfUseless(field) }
        }
    }

    private static func read<Value>(
        _ field: Field?,
        _ parse: (String) throws(RoutingSettingError) -> Value
    ) -> Value? {
        guard let field, let text = field.text() else { return nil }
        do {
            return try parse(text)
        } catch {
            field.error(error.reason, error.remedy)
            return nil
        }
    }

    private static func warnOfUseless(_ field: Field) {
        field.warning(
            "this label has no effect without a domain",
            "write \(portPrefix)80 with a domain, or remove the label"
        )
    }

    private static func readRoutes(_ port: Int, _ field: Field, _ draft: inout ServiceDraft) {
        guard let text = field.text("domains, separated by semicolons") else { return }
        let entries = text.split(separator: ";").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
        guard !entries.isEmpty else {
            field.error("there is no domain", "write a prefix such as blog, or a domain such as www.example.com")
            return
        }
        guard field.isWithinLimit(draft.spec.routes.count + entries.count) else { return }
        for entry in entries {
            guard let route = route(entry.lowercased(), port, field) else { continue }
            let isKnown = draft.spec.routes.contains {
                $0.scheme == route.scheme && $0.host == route.host && $0.path == route.path
            }
            guard !isKnown else {
                field.error("the route \(quoted(entry)) is given twice", "keep one of them")
                continue
            }
            draft.spec.routes.append(route)
        }
    }

    /// Reads `[scheme://]host[/path]`, in lower case.
    private static func route(_ entry: String, _ port: Int, _ field: Field) -> RouteSpec? {
        var scheme = RouteSpec.Scheme.http
        var rest = entry[...]
        if let colon = entry.firstIndex(of: ":"), entry[colon...].hasPrefix("://") {
            let schemes = RouteSpec.Scheme.allCases.map(\.rawValue).listed()
            guard entry[..<colon] != "tcp" else {
                field.error(
                    "requests over tcp name no domain to tell them apart by",
                    "publish a port with ports, and put a load balancer before it with aliyun.lb.port_\(port)"
                )
                return nil
            }
            guard let known = RouteSpec.Scheme(rawValue: String(entry[..<colon])) else {
                field.error("domains don't go with \(quoted(entry[..<colon]))", "write \(schemes), or no scheme")
                return nil
            }
            scheme = known
            rest = entry[entry.index(colon, offsetBy: 3)...]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let host = host(rest[..<slash], scheme, field), let path = path(rest[slash...], field) else { return nil }
        return RouteSpec(containerPort: port, scheme: scheme, host: host, path: path)
    }

    private static func host(_ text: Substring, _ scheme: RouteSpec.Scheme, _ field: Field) -> RouteSpec.Host? {
        guard text.utf8.count <= maximumLength else {
            field.error("the domain \(quoted(text)) is too long", "keep it to \(maximumLength) characters")
            return nil
        }
        guard !text.contains(":") else {
            field.error(
                "the domain \(quoted(text)) has a port",
                "write the domain alone; the container's port is in the label's name"
            )
            return nil
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(isDomainLabel) else {
            field.refuse(text, "a prefix such as blog, or a domain such as www.example.com")
            return nil
        }
        guard labels.count > 1 else {
            guard scheme == .http || scheme == .ws else {
                field.error(
                    "\(scheme.rawValue) needs a domain of your own, and \(quoted(text)) is a prefix",
                    "write the whole domain, such as \(scheme.rawValue)://www.example.com"
                )
                return nil
            }
            return .prefix(String(text))
        }
        guard let top = labels.last, isTopLevel(top) else {
            field.refuse(text, "a domain that ends in letters, such as www.example.com")
            return nil
        }
        guard !text.hasSuffix(".\(reservedDomain)"), text != reservedDomain else {
            field.error(
                "domains under \(reservedDomain) belong to another service",
                "write a prefix alone, such as blog, for a domain of this cluster"
            )
            return nil
        }
        return .domain(String(text))
    }

    private static func path(_ text: Substring, _ field: Field) -> String? {
        guard text.utf8.count <= maximumLength else {
            field.error("the path \(quoted(text)) is too long", "keep it to \(maximumLength) characters")
            return nil
        }
        guard text.utf8.allSatisfy({ NameRules.isLowercaseAlphanumeric($0) || "-_/.".utf8.contains($0) }) else {
            field.refuse(text, "a path of letters, digits and - _ . /")
            return nil
        }
        var path = text
        while path.hasSuffix("/") { path.removeLast() }
        return path.isEmpty ? "/" : String(path)
    }

    private static func isDomainLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= 63 else { return false }
        return NameRules.isLowercaseAlphanumeric(first) && NameRules.isLowercaseAlphanumeric(last)
            && label.utf8.allSatisfy { NameRules.isLowercaseAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// Letters, or an internationalised name in its ASCII form.
    private static func isTopLevel(_ label: Substring) -> Bool {
        label.hasPrefix("xn--") || (label.utf8.count >= 2 && label.utf8.allSatisfy { (97...122).contains($0) })
    }
}
